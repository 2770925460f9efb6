import {xhrWire} from '../../../src/adapters/xhr-wire.ts';
import type {ToWorker} from './protocol.ts';
import {upload} from './upload.ts';

const controller = new AbortController();

onmessage = async ({data}: MessageEvent<ToWorker>) => {
  if (data.type === 'abort') return controller.abort(new Error(data.message));
  const onSent = (bytes: number) => postMessage({type: 'sent', bytes});
  const outcome = await upload(data.order, data.file, xhrWire, onSent, controller.signal);
  postMessage({type: 'outcome', outcome});
};
