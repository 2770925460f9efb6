import type {EndCommand, LookCommand, LookEvent, TranscodeCommand, TranscodeEvent} from '../transcode/protocol.ts';

/**
 * The window's part in transcoding, and in looking at films: it starts the media workers that its engine asks for, and
 * passes on what is said.
 *
 * The engine's own worker must not start them: in Firefox about one `new Worker()` in a hundred never returns when it is
 * called in a worker while the machine is busy.
 */
export class MediaWorkers {
  readonly #running = new Set<Worker>();
  readonly #transcoding = new Set<Worker>();
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
    port.onmessage = ({data}: MessageEvent<TranscodeCommand | LookCommand | EndCommand>) => {
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
    worker.onmessage = ({data}: MessageEvent<TranscodeEvent | LookEvent>) => say(data);
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

  #end(worker: Worker): void {
    this.#running.delete(worker);
    worker.terminate();
    if (this.#transcoding.delete(worker)) this.#onTranscoding(this.#transcoding.size > 0);
  }
}

function broken(message: string): TranscodeEvent {
  return {type: 'broken', message};
}
