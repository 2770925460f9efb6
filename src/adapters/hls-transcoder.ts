import type {Rendition, Source} from '../queue/job.ts';
import {JobError, type FailureValues} from '../queue/failure.ts';
import type {TranscodeRequest, Transcoder} from '../queue/ports.ts';
import type {EndCommand, Stage, TranscodeCommand, TranscodeEvent} from '../transcode/protocol.ts';
import {removeFrom} from './opfs.ts';

/**
 * How many beats a worker may be silent: fetching ffmpeg takes as long as the network does; one picture of a large film
 * on a slow phone takes seconds, never minutes. Counted in beats, so that a device's sleep is no silence.
 */
const SILENT_BEATS: Readonly<Record<Stage, number>> = {loading: 120, working: 24};
const BEAT_MS = 5_000;
/** Chromium lets a busy worker run on for 2 s after `terminate()`; its files are locked so long. */
const REMOVE_TRIES = 100;
const REMOVE_PAUSE_MS = 50;

/** Makes HLS renditions in a media worker of its own for each job (`src/transcode`). */
export class HlsTranscoder implements Transcoder {
  readonly #openSource: (source: Source, signal: AbortSignal) => Promise<File>;
  readonly #startWorker: (port: MessagePort) => void;

  /**
   * @param openSource Gets at the bytes of an original; rejects with a JobError `source-missing`.
   * @param startWorker Has the window start a media worker that talks through a port (`media-workers.ts`).
   */
  constructor(
    openSource: (source: Source, signal: AbortSignal) => Promise<File>,
    startWorker: (port: MessagePort) => void,
  ) {
    this.#openSource = openSource;
    this.#startWorker = startWorker;
  }

  async transcode(request: TranscodeRequest, signal: AbortSignal): Promise<Rendition> {
    const file = await this.#openSource(request.source, signal);
    signal.throwIfAborted();
    const claim = await FolderClaim.take(request.uuid);
    const {port1: port, port2} = new MessageChannel();
    this.#startWorker(port2);
    try {
      const rendition = await converse(port, request, file, signal).finally(() => end(port));
      claim.release();
      return rendition;
    } catch (error) {
      // A worker that was busy may hold its files for 2 s more: nobody waits for that, and the sweep stands behind it.
      const removed = claim.removeFolder();
      if (!signal.aborted) await removed;
      throw error;
    }
  }
}

/** Ends the worker, whatever it does. */
function end(port: MessagePort): void {
  const command: EndCommand = {type: 'end'};
  port.postMessage(command);
  port.close();
}

/** Sends the command and follows what the worker says until it is done, fails, falls silent or is cancelled. */
function converse(port: MessagePort, request: TranscodeRequest, file: File, signal: AbortSignal): Promise<Rendition> {
  const {uuid, identifier, avoid = []} = request;
  return new Promise((resolve, reject) => {
    const watchdog = new Watchdog(() => {
      finish(() => reject(new JobError('transcoder-failed', 'The transcoder stood still and was ended.')));
    });
    const finish = (settle: () => void) => {
      watchdog.stop();
      signal.removeEventListener('abort', abort);
      port.onmessage = null;
      settle();
    };
    const abort = () => finish(() => reject(signal.reason as Error)); // the signals of the engine carry Errors
    const follow = (event: TranscodeEvent) => {
      watchdog.heard(event.type === 'alive' ? event.stage : 'working');
      switch (event.type) {
        case 'alive':
          return;
        case 'way':
          return request.onWay(event.taken);
        case 'progress':
          return request.onProgress({fraction: event.fraction, speed: event.speed});
        case 'done':
          return finish(() => resolve(event.rendition));
        case 'failed':
          return finish(() => reject(new JobError(event.code, event.message, {values: valuesOf(event)})));
      }
    };
    signal.addEventListener('abort', abort);
    port.onmessage = ({data}: MessageEvent<TranscodeEvent>) => follow(data);
    const command: TranscodeCommand = {type: 'transcode', uuid, identifier, file, avoid};
    port.postMessage(command);
  });
}

function valuesOf({message, atSeconds}: Extract<TranscodeEvent, {type: 'failed'}>): FailureValues {
  return atSeconds === undefined ? {message} : {message, atSeconds};
}

/**
 * Who works on a rendition's folder. The next run of the same job takes the claim away, in any window; the older one
 * then leaves the folder alone, however late it wakes up.
 */
class FolderClaim {
  readonly #uuid: string;
  #isOurs = true;
  #release: () => void = () => undefined;

  private constructor(uuid: string) {
    this.#uuid = uuid;
  }

  static async take(uuid: string): Promise<FolderClaim> {
    const claim = new FolderClaim(uuid);
    await new Promise<void>((resolve, reject) => {
      const held = new Promise<void>((release) => (claim.#release = release));
      const hold = () => {
        resolve();
        return held;
      };
      navigator.locks.request(`carryon-rendition-${uuid}`, {steal: true}, hold).catch((error: unknown) => {
        claim.#isOurs = false;
        reject(error as Error); // only before it was held; the platform rejects with Errors
      });
    });
    return claim;
  }

  release(): void {
    this.#release();
  }

  /** Removes what was half made, as soon as the ended worker lets go of it. Never rejects. */
  async removeFolder(): Promise<void> {
    for (let tries = 0; this.#isOurs && tries < REMOVE_TRIES; tries += 1) {
      await removeFrom('renditions', this.#uuid).catch(() => undefined);
      if (!(await isThere(this.#uuid))) break;
      await new Promise((resolve) => setTimeout(resolve, REMOVE_PAUSE_MS));
    }
    this.#release();
  }
}

async function isThere(uuid: string): Promise<boolean> {
  try {
    const renditions = await (await navigator.storage.getDirectory()).getDirectoryHandle('renditions');
    await renditions.getDirectoryHandle(uuid);
    return true;
  } catch {
    return false;
  }
}

/** Barks once when nothing has been heard for too many beats. */
class Watchdog {
  readonly #timer: ReturnType<typeof setInterval>;
  #stage: Stage = 'loading';
  #silentBeats = 0;

  constructor(bark: () => void) {
    this.#timer = setInterval(() => {
      this.#silentBeats += 1;
      if (this.#silentBeats > SILENT_BEATS[this.#stage]) bark();
    }, BEAT_MS);
  }

  heard(stage: Stage): void {
    this.#stage = stage;
    this.#silentBeats = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
