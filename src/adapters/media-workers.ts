import type {EndCommand, TranscodeCommand, TranscodeEvent} from '../transcode/protocol.ts';

/**
 * The window's part in transcoding: it starts the media workers that its engine asks for, and passes on what is said.
 *
 * The engine's own worker must not start them: in Firefox about one `new Worker()` in a hundred never returns when it is
 * called in a worker while the machine is busy.
 */
export class MediaWorkers {
  readonly #running = new Set<Worker>();

  /** Starts a media worker that talks through `port`; an {@link EndCommand} there ends it. */
  start(port: MessagePort): void {
    const worker = new Worker(new URL('../transcode/worker.ts', import.meta.url), {type: 'module', name: 'transcoder'});
    const say = (event: TranscodeEvent) => port.postMessage(event);
    this.#running.add(worker);
    port.onmessage = ({data}: MessageEvent<TranscodeCommand | EndCommand>) => {
      if (data.type === 'transcode') {
        worker.postMessage(data);
        return;
      }
      this.#end(worker);
      port.close();
    };
    worker.onmessage = ({data}: MessageEvent<TranscodeEvent>) => say(data);
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
  }
}

function broken(message: string): TranscodeEvent {
  return {type: 'failed', code: 'transcoder-failed', message, atSeconds: undefined};
}
