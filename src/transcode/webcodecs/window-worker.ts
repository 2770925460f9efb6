import type {FromHelper, StartHelper, ToHelper} from '../protocol.ts';

/**
 * Has the window start what a library starts as a worker of this worker.
 *
 * In Firefox about one `new Worker()` in a hundred never returns when it is called in a worker while the machine is
 * busy, and what hangs so holds its files for minutes.
 */
export function startWorkersInWindow(): void {
  const revoke = URL.revokeObjectURL.bind(URL);
  // A library may take its script back at once; the window has yet to read it.
  URL.revokeObjectURL = (url) => {
    if (!WindowWorker.unread.has(url)) revoke(url);
  };
  // Of the interface of workers it has what a library of ours uses.
  self.Worker = WindowWorker as unknown as typeof Worker;
}

/** Stands in for a `Worker` that lives in the window's own process. */
class WindowWorker extends EventTarget {
  /** Addresses of scripts that the window has not read yet. */
  static readonly unread = new Set<string>();
  readonly #port: MessagePort;

  constructor(address: string | URL) {
    super();
    const url = String(address);
    const {port1, port2} = new MessageChannel();
    this.#port = port1;
    WindowWorker.unread.add(url);
    port1.onmessage = ({data}: MessageEvent<FromHelper>) => {
      if (data.type === 'started') WindowWorker.#forget(url);
      else this.dispatchEvent(new MessageEvent('message', {data: data.data}));
    };
    const start: StartHelper = {type: 'start-helper', url, port: port2};
    self.postMessage(start, {transfer: [port2]});
  }

  postMessage(data: unknown, transfer: Transferable[] = []): void {
    this.#tell({type: 'message', data}, transfer);
  }

  terminate(): void {
    this.#tell({type: 'end'});
    this.#port.close();
  }

  #tell(message: ToHelper, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  static #forget(url: string): void {
    WindowWorker.unread.delete(url);
    URL.revokeObjectURL(url);
  }
}
