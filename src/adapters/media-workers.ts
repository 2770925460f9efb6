import type {
  EndCommand,
  FromHelper,
  LeaveCommand,
  LookCommand,
  LookEvent,
  StartHelper,
  ToHelper,
  TranscodeCommand,
  TranscodeEvent,
} from '../transcode/protocol.ts';

/**
 * The window's part in transcoding, and in looking at films: it starts the media workers that its engine asks for, and
 * passes on what is said.
 *
 * The engine's own worker must not start them: in Firefox about one `new Worker()` in a hundred never returns when it is
 * called in a worker while the machine is busy. For the same reason they have their own helpers started here.
 */
export class MediaWorkers {
  readonly #running = new Set<Worker>();
  readonly #transcoding = new Set<Worker>();
  /** Workers of media workers. */
  readonly #helpers = new Map<Worker, Set<Worker>>();
  readonly #onTranscoding: (isTranscoding: boolean) => void;

  /** @param onTranscoding Whether any of them transcodes now, each time that this may have changed. */
  constructor(onTranscoding: (isTranscoding: boolean) => void) {
    this.#onTranscoding = onTranscoding;
  }

  /** Starts a media worker that talks through `port`; an {@link EndCommand} there ends it. */
  start(port: MessagePort): void {
    const worker = new Worker(new URL('../transcode/worker.ts', import.meta.url), {type: 'module', name: 'transcoder'});
    const say = (event: TranscodeEvent | LookEvent) => port.postMessage(event);
    this.#running.add(worker);
    port.onmessage = ({data}: MessageEvent<TranscodeCommand | LookCommand | LeaveCommand | EndCommand>) => {
      if (data.type === 'end') {
        this.#end(worker);
        port.close();
        return;
      }
      worker.postMessage(data);
      if (data.type !== 'transcode') return;
      this.#transcoding.add(worker);
      this.#onTranscoding(true);
    };
    worker.onmessage = ({data}: MessageEvent<TranscodeEvent | LookEvent | StartHelper>) => {
      if (data.type === 'start-helper') this.#startHelper(data, worker);
      else say(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      say(broken(`The transcoder could not go on: ${event.message}`));
    };
    worker.onmessageerror = () => say(broken('The transcoder cannot be understood.'));
  }

  /** Ends all that are running. */
  endAll(): void {
    for (const worker of this.#running) this.#end(worker);
  }

  #startHelper({url, port}: StartHelper, owner: Worker): void {
    const helper = new Worker(url);
    const helpers = this.#helpers.get(owner) ?? new Set();
    this.#helpers.set(owner, helpers.add(helper));
    const say = (message: FromHelper) => port.postMessage(message);
    port.onmessage = ({data}: MessageEvent<ToHelper>) => {
      if (data.type === 'message') return helper.postMessage(data.data);
      helpers.delete(helper);
      helper.terminate();
      port.close();
    };
    helper.onmessage = ({data}: MessageEvent<unknown>) => say({type: 'message', data});
    // From its construction on a worker holds its script.
    say({type: 'started'});
  }

  #end(worker: Worker): void {
    this.#running.delete(worker);
    for (const helper of this.#helpers.get(worker) ?? []) helper.terminate();
    this.#helpers.delete(worker);
    worker.terminate();
    if (this.#transcoding.delete(worker)) this.#onTranscoding(this.#transcoding.size > 0);
  }
}

function broken(message: string): TranscodeEvent {
  return {type: 'broken', message};
}
