// Hands a run to a fresh worker, as the app does: `await window.run(way)` gives its times, see worker.ts.
const input = document.querySelector('input');

window.run = (way) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {type: 'module'});
    worker.onmessage = ({data}) => {
      worker.terminate();
      if ('error' in data) reject(new Error(data.error));
      else resolve(data);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({way, file: input.files[0]});
  });
