import {upload} from './upload.ts';
import type {ToWorker} from './protocol.ts';

addEventListener('message', (event) => {
  const {data, ports} = event as MessageEvent<ToWorker>;
  if (data.type !== 'upload') return;
  const done = upload(data.order, data.file, undefined, () => undefined, new AbortController().signal);
  // Messages are extendable in a service worker; the type is that of a window here.
  (event as unknown as {waitUntil(promise: Promise<unknown>): void}).waitUntil(done);
  void done.then((outcome) => ports[0]?.postMessage(outcome));
});
