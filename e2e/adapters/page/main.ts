import type {ToWorker, UploadOrder, UploadOutcome} from './protocol.ts';

/** What tests call in the page. */
export interface Harness {
  /** Uploads the chosen file from a dedicated worker. */
  upload(order: UploadOrder): Promise<UploadOutcome>;
  /** Uploads it from the service worker. */
  uploadFromServiceWorker(order: UploadOrder): Promise<UploadOutcome>;
  abort(message: string): void;
  /** Bytes last said to be on the wire. */
  readonly sentBytes: number;
}

class PageHarness implements Harness {
  sentBytes = 0;
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url), {type: 'module'});

  upload(order: UploadOrder): Promise<UploadOutcome> {
    return new Promise((resolve) => {
      this.#worker.onmessage = ({data}: MessageEvent<{bytes: number} | {outcome: UploadOutcome}>) => {
        if ('outcome' in data) resolve(data.outcome);
        else this.sentBytes = data.bytes;
      };
      this.#tell({type: 'upload', order, file: chosenFile()});
    });
  }

  async uploadFromServiceWorker(order: UploadOrder): Promise<UploadOutcome> {
    await navigator.serviceWorker.register('./sw.js');
    const {active} = await navigator.serviceWorker.ready;
    const {port1, port2} = new MessageChannel();
    return await new Promise((resolve) => {
      port1.onmessage = ({data}: MessageEvent<UploadOutcome>) => resolve(data);
      active?.postMessage({type: 'upload', order, file: chosenFile()} satisfies ToWorker, [port2]);
    });
  }

  abort(message: string): void {
    this.#tell({type: 'abort', message});
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

function chosenFile(): File {
  const file = document.querySelector('input')?.files?.[0];
  if (!file) throw new Error('No file was chosen.');
  return file;
}

Object.assign(window, {harness: new PageHarness()});
