import {MediaWorkers} from '../../../src/adapters/media-workers.ts';
import type {FromEngine, Outcome, ToEngine} from './messages.ts';

/** The window's half: starts transcodes in the stand-in for the engine's worker, as the app does. */
const engine = new Worker(new URL('./engine.ts', import.meta.url), {type: 'module'});
const mediaWorkers = new MediaWorkers();
const send = (message: ToEngine) => engine.postMessage(message);

/** Transcodes the chosen file; settles with how it ended. `cancelAt`: cancels at the first progress above it. */
async function transcode(uuid: string, cancelAt?: number): Promise<Outcome> {
  const file = document.querySelector('input')?.files?.[0];
  if (!file) throw new Error('Choose a file first.');
  const progress: number[] = [];
  const startedAt = performance.now();
  let cancelledAt: number | undefined;
  let resolve: (outcome: Outcome) => void = () => undefined;
  const settled = new Promise<Outcome>((call) => (resolve = call));
  engine.onmessage = ({data}: MessageEvent<FromEngine>) => {
    if (data.type === 'media-worker') {
      mediaWorkers.start(data.port);
    } else if (data.type === 'progress') {
      progress.push(data.fraction);
      if (cancelAt !== undefined && data.fraction > cancelAt && cancelledAt === undefined) {
        cancelledAt = performance.now();
        send({type: 'cancel'});
      }
    } else {
      const now = performance.now();
      const cancelMs = cancelledAt === undefined ? undefined : now - cancelledAt;
      resolve({...data.outcome, progress, tookMs: now - startedAt, cancelMs});
    }
  };
  send({type: 'transcode', uuid, identifier: `film-${uuid}`, file});
  return settled;
}

/** Names and sizes of what lies in `renditions/<uuid>/`. */
async function list(uuid: string): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  try {
    for await (const [name, handle] of (await rendition(uuid)).entries()) {
      sizes[name] = (await (handle as FileSystemFileHandle).getFile()).size; // only files lie there
    }
  } catch (error) {
    // It may be on its way out while we look.
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  }
  return sizes;
}

/** Sends what lies there to the test. */
async function deliver(uuid: string): Promise<void> {
  const folder = await rendition(uuid);
  for await (const [name, handle] of folder.entries()) {
    const file = await (handle as FileSystemFileHandle).getFile(); // only files lie there
    await fetch(`/results/${uuid}/${name}`, {method: 'PUT', body: file});
  }
  const renditions = await (await navigator.storage.getDirectory()).getDirectoryHandle('renditions');
  await renditions.removeEntry(uuid, {recursive: true});
}

/** Plays a playlist at eight times its speed; settles at its end. */
async function play(url: string): Promise<{readonly endedAt: number; readonly errors: readonly string[]}> {
  const {default: Hls} = await import('hls.js');
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  const errors: string[] = [];
  const hls = new Hls();
  hls.on(Hls.Events.ERROR, (_event, {details}) => {
    // A busy machine lags behind eight times the speed. A hole in the film is told by another name, and one that stays
    // never comes to its end.
    if (details !== Hls.ErrorDetails.BUFFER_STALLED_ERROR) errors.push(details);
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  await new Promise((resolve) => video.addEventListener('canplay', resolve, {once: true}));
  video.playbackRate = 8;
  await video.play();
  await new Promise((resolve) => video.addEventListener('ended', resolve, {once: true}));
  const endedAt = video.currentTime;
  hls.destroy();
  video.remove();
  return {endedAt, errors};
}

async function rendition(uuid: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return (await root.getDirectoryHandle('renditions')).getDirectoryHandle(uuid);
}

Object.assign(window, {harness: {transcode, list, deliver, play}});
