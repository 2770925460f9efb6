// Hands a run to a worker, as the app does: `await window.run({way, token, checksums?, chunkBytes?})` gives its ms.
const input = document.querySelector('input');

window.run = (options) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {type: 'module'});
    worker.onmessage = ({data}) => {
      worker.terminate();
      if ('error' in data) reject(new Error(data.error));
      else resolve(data);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({...options, file: input.files[0]});
  });
