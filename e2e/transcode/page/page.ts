import {MediaWorkers} from '../../../src/adapters/media-workers.ts';
import type {TranscodeEvent, Way} from '../../../src/transcode/protocol.ts';
import type {CopyCommand, CopyOutcome, FromEngine, Outcome, ToEngine, TranscodeOptions} from './messages.ts';
import {play, seek} from './player.ts';

/** The window's half: starts transcodes in the stand-in for the engine's worker, as the app does. */
const engine = new Worker(new URL('./engine.ts', import.meta.url), {type: 'module'});
const mediaWorkers = new MediaWorkers(() => undefined);
const send = (message: ToEngine) => engine.postMessage(message);

/** Transcodes the chosen file; settles with how it ended. */
async function transcode(
  uuid: string,
  {avoid = [], cancelAt = 1, cancelOnceKept = 1, standsStill, severalSizes = false}: TranscodeOptions,
): Promise<Outcome> {
  const file = chosenFile();
  const progress: number[] = [];
  const kept: number[] = [];
  const startedAt = performance.now();
  let cancelledAt: number | undefined;
  let hasStoodStill = false;
  let resolve: (outcome: Outcome) => void = () => undefined;
  const settled = new Promise<Outcome>((call) => (resolve = call));
  engine.onmessage = ({data}: MessageEvent<FromEngine>) => {
    if (data.type === 'media-worker') {
      if (standsStill === undefined || hasStoodStill) mediaWorkers.start(data.port);
      else standStill(data.port, standsStill);
      hasStoodStill = true;
    } else if (data.type === 'kept') {
      kept.push(data.fraction);
    } else if (data.type === 'progress') {
      progress.push(data.fraction);
      if (data.fraction > cancelAt && cancelledAt === undefined) {
        cancelledAt = performance.now();
        send({type: 'cancel'});
      }
    } else {
      const now = performance.now();
      const cancelMs = cancelledAt === undefined ? undefined : now - cancelledAt;
      resolve({...data.outcome, progress, kept, tookMs: now - startedAt, cancelMs});
    }
  };
  send({type: 'transcode', uuid, identifier: `film-${uuid}`, file, avoid, severalSizes, cancelOnceKept});
  return settled;
}

/** A worker that hangs. */
function standStill(port: MessagePort, way: Way): void {
  const event: TranscodeEvent = {type: 'way', taken: {way}};
  port.postMessage(event);
}

/** Repackages the chosen file by one of the two readers. */
function copy(uuid: string, reader: CopyCommand['reader']): Promise<CopyOutcome> {
  const worker = new Worker(new URL('./copy-worker.ts', import.meta.url), {type: 'module'});
  const command: CopyCommand = {uuid, file: chosenFile(), reader};
  const outcome = new Promise<CopyOutcome>((resolve, reject) => {
    worker.onmessage = ({data}: MessageEvent<CopyOutcome>) => resolve(data);
    worker.onerror = ({message}) => reject(new Error(message));
  });
  worker.postMessage(command);
  return outcome.finally(() => worker.terminate());
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

function chosenFile(): File {
  const file = document.querySelector('input')?.files?.[0];
  if (!file) throw new Error('Choose a file first.');
  return file;
}

async function rendition(uuid: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return (await root.getDirectoryHandle('renditions')).getDirectoryHandle(uuid);
}

Object.assign(window, {harness: {transcode, copy, list, deliver, play, seek}});
