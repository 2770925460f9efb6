import {HlsTranscoder} from '../../../src/adapters/hls-transcoder.ts';
import {JobError} from '../../../src/queue/failure.ts';
import type {FromEngine, Settled, ToEngine} from './messages.ts';

/** Stands in for the engine's worker: it has the window start the media workers, as the app does. */
const post = (message: FromEngine, transfer: Transferable[] = []) => self.postMessage(message, {transfer});
/** A worker stands still after 24 of these: 6 s. */
const BEAT_MS = 250;
let abort = new AbortController();
const cancel = () => abort.abort(new Error('cancelled'));

self.onmessage = ({data}: MessageEvent<ToEngine>) => {
  if (data.type === 'cancel') cancel();
  else void run(data); // every outcome is a message
};

async function run({
  uuid,
  identifier,
  file,
  avoid,
  severalSizes,
  cancelOnceKept,
}: Extract<ToEngine, {type: 'transcode'}>): Promise<void> {
  abort = new AbortController();
  const ways: string[] = [];
  const transcoder = new HlsTranscoder(
    () => Promise.resolve(file),
    (port) => post({type: 'media-worker', port}, [port]),
    BEAT_MS,
  );
  const source = {id: uuid, size: file.size, lastModified: file.lastModified};
  let outcome: Settled;
  try {
    const rendition = await transcoder.transcode(
      {
        uuid,
        identifier,
        fileName: file.name,
        source,
        severalSizes,
        avoid,
        onWay: ({way}) => ways.push(way),
        onKept: (fraction) => {
          post({type: 'kept', fraction});
          if (fraction > cancelOnceKept) cancel();
        },
        onProgress: ({fraction}) => post({type: 'progress', fraction}),
      },
      abort.signal,
    );
    outcome = {state: 'done', rendition, ways};
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const known = error instanceof JobError ? {code: error.code, values: error.values} : {code: 'unknown', values: {}};
    outcome = {state: 'failed', ...known, message, ways};
  }
  post({type: 'settled', outcome});
}
