const input = document.querySelector('input');
const ways = ['repackage', 'webcodecs', 'encode-sound', 'encode-threads', 'encode'];

/**
 * Transcodes the chosen film in the app's own media worker, by one way only; `window.onProgress` hears of it.
 *
 * @returns Milliseconds from the start of the worker to its first whole segment and to its end.
 */
window.transcode = (uuid, way) => {
  const avoid = Object.fromEntries(ways.slice(0, ways.indexOf(way)).map((faster) => [faster, 'died']));
  const began = performance.now();
  const worker = new Worker(new URL('../../src/transcode/worker.ts', import.meta.url), {type: 'module'});
  let firstMs;
  return outcomeOf(
    worker,
    {type: 'transcode', uuid, identifier: 'film', file: input.files[0], avoid, severalSizes: false},
    (event) => {
      const sinceMs = performance.now() - began;
      if (event.type === 'kept') firstMs ??= sinceMs;
      if (event.type === 'progress') window.onProgress(event.fraction);
      if (event.type === 'way' && event.taken.way !== way) throw new Error(`It took ${event.taken.way}.`);
      if (event.type === 'failed') throw new Error(event.message);
      return event.type === 'done' ? {firstMs: firstMs ?? sinceMs, tookMs: sinceMs} : undefined;
    },
  );
};

/** ffmpeg.wasm as its own page shows it: the film goes into its memory whole, and the result comes out of it. */
window.transcodeInMemory = (uuid, preset) => {
  const began = performance.now();
  const worker = new Worker(new URL('./in-memory-worker.ts', import.meta.url), {type: 'module'});
  return outcomeOf(worker, {uuid, file: input.files[0], preset}, () => ({tookMs: performance.now() - began}));
};

/** Hands the film that was made to the browser's downloads. */
window.save = async (uuid) => {
  for await (const [name, handle] of (await folderOf(uuid)).entries()) {
    if (!/\.(ts|mp4)$/.test(name)) continue;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await handle.getFile());
    link.download = name;
    link.click();
  }
};

/** What an ended run has left to go on with, in seconds of film. */
window.keptSeconds = async (uuid) => {
  const folder = await folderOf(uuid);
  const entries = [];
  for (const name of ['journal-0.json', 'journal-1.json']) {
    const text = await (await (await folder.getFileHandle(name)).getFile()).text();
    if (text !== '') entries.push(JSON.parse(text));
  }
  const last = entries.reduce((newest, entry) => (entry.count > newest.count ? entry : newest));
  return last.states[0].segments.reduce((sum, {seconds}) => sum + seconds, 0);
};

window.remove = async (uuid) => (await renditions()).removeEntry(uuid, {recursive: true});

async function renditions() {
  return (await navigator.storage.getDirectory()).getDirectoryHandle('renditions');
}

async function folderOf(uuid) {
  return (await renditions()).getDirectoryHandle(uuid);
}

/** Settles with what `read` makes of a message, once it makes something of it. */
function outcomeOf(worker, command, read) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({data}) => {
      try {
        const outcome = read(data);
        if (outcome) resolve(outcome);
      } catch (error) {
        reject(error);
      }
    };
    worker.onerror = ({message}) => reject(new Error(message));
    worker.postMessage(command);
  }).finally(() => worker.terminate());
}
