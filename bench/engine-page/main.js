// `await window.run(jobs)` adds so many uploads to a fresh database, has the engine settle them all, and gives the times.
window.run = (jobs) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {type: 'module'});
    worker.onmessage = ({data}) => {
      worker.terminate();
      if ('error' in data) reject(new Error(data.error));
      else resolve(data);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({jobs});
  });
