import type {Rendition, Source} from '../queue/job.ts';
import {JobError, type FailureValues} from '../queue/failure.ts';
import type {TranscodeRequest, Transcoder} from '../queue/ports.ts';
import type {
  Avoided,
  EndCommand,
  Ended,
  LeaveCommand,
  Stage,
  TranscodeCommand,
  TranscodeEvent,
  Way,
} from '../transcode/protocol.ts';
import {removeWhenFree} from './opfs.ts';

/**
 * How many beats a worker may be silent: fetching ffmpeg takes as long as the network does; one picture of a large film
 * on a slow phone takes seconds, never minutes. Counted in beats, so that a device's sleep is no silence.
 */
const SILENT_BEATS: Readonly<Record<Stage, number>> = {loading: 120, working: 24};
const BEAT_MS = 5_000;
/** So long a worker has to let go of its files before it is ended; one that is inside ffmpeg does not hear of it. */
const LEAVE_MS = 500;

/** Makes HLS renditions in a media worker of its own for each job (`src/transcode`). */
export class HlsTranscoder implements Transcoder {
  readonly #openSource: (source: Source, signal: AbortSignal) => Promise<File>;
  readonly #startWorker: (port: MessagePort) => void;
  readonly #beatMs: number;

  /**
   * @param openSource Gets at the bytes of an original; rejects with a JobError `source-missing`.
   * @param startWorker Has the window start a media worker that talks through a port (`media-workers.ts`).
   * @param beatMs How often a silent worker is counted out; {@link SILENT_BEATS}.
   */
  constructor(
    openSource: (source: Source, signal: AbortSignal) => Promise<File>,
    startWorker: (port: MessagePort) => void,
    beatMs = BEAT_MS,
  ) {
    this.#openSource = openSource;
    this.#startWorker = startWorker;
    this.#beatMs = beatMs;
  }

  async transcode(request: TranscodeRequest, signal: AbortSignal): Promise<Rendition> {
    const file = await this.#openSource(request.source, signal);
    signal.throwIfAborted();
    const claim = await FolderClaim.take(request.uuid);
    try {
      const rendition = await this.#climb(request, file, signal);
      claim.release();
      return rendition;
    } catch (error) {
      // What was stopped is gone on with later, so its folder stays; whoever gives a job up removes it.
      if (signal.aborted) claim.release();
      else await claim.removeFolder();
      throw error;
    }
  }

  /** A way whose worker stands still or breaks is left for the next one, in a worker of its own. */
  async #climb(request: TranscodeRequest, file: File, signal: AbortSignal): Promise<Rendition> {
    const avoid: Partial<Record<Way, Ended>> = {};
    for (const way of request.avoid ?? []) avoid[way] = 'died';
    for (;;) {
      const {port1: port, port2} = new MessageChannel();
      this.#startWorker(port2);
      try {
        const rendition = await converse(port, {...request, avoid}, file, this.#beatMs, signal);
        end(port);
        return rendition;
      } catch (error) {
        endSoon(port);
        if (!(error instanceof StoodStill) || error.way === undefined || error.way in avoid) throw error;
        avoid[error.way] = 'stood-still';
      }
    }
  }
}

/** A worker ended without a word on the film. */
class StoodStill extends JobError {
  /** What it was at. */
  readonly way: Way | undefined;

  constructor(message: string, way: Way | undefined) {
    super('transcoder-failed', message);
    this.way = way;
  }
}

/** Ends a worker that may be in the middle of it. */
function endSoon(port: MessagePort): void {
  const command: LeaveCommand = {type: 'leave'};
  port.postMessage(command);
  setTimeout(() => end(port), LEAVE_MS);
}

/** Ends the worker, whatever it does. */
function end(port: MessagePort): void {
  const command: EndCommand = {type: 'end'};
  port.postMessage(command);
  port.close();
}

/**
 * Sends the command and follows what the worker says until it is done, fails, falls silent or is cancelled.
 *
 * @throws StoodStill when the worker says nothing any more, or broke.
 */
function converse(
  port: MessagePort,
  request: Omit<TranscodeRequest, 'avoid'> & {readonly avoid: Avoided},
  file: File,
  beatMs: number,
  signal: AbortSignal,
): Promise<Rendition> {
  const {uuid, identifier, avoid, severalSizes} = request;
  let way: Way | undefined;
  return new Promise((resolve, reject) => {
    const watchdog = new Watchdog(beatMs, () => {
      finish(() => reject(new StoodStill('The transcoder stood still and was ended.', way)));
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
          way = event.taken.way;
          return request.onWay(event.taken);
        case 'progress':
          return request.onProgress({fraction: event.fraction, speed: event.speed});
        case 'kept':
          return request.onKept(event.fraction);
        case 'done':
          return finish(() => resolve(event.rendition));
        case 'broken':
          return finish(() => reject(new StoodStill(event.message, way)));
        case 'failed':
          return finish(() => reject(new JobError(event.code, event.message, {values: valuesOf(event)})));
      }
    };
    signal.addEventListener('abort', abort);
    port.onmessage = ({data}: MessageEvent<TranscodeEvent>) => follow(data);
    const command: TranscodeCommand = {type: 'transcode', uuid, identifier, file, avoid, severalSizes};
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
    await removeWhenFree('renditions', this.#uuid, () => this.#isOurs);
    this.#release();
  }
}

/** Barks once when nothing has been heard for too many beats. */
class Watchdog {
  readonly #timer: ReturnType<typeof setInterval>;
  #stage: Stage = 'loading';
  #silentBeats = 0;

  constructor(beatMs: number, bark: () => void) {
    this.#timer = setInterval(() => {
      this.#silentBeats += 1;
      if (this.#silentBeats > SILENT_BEATS[this.#stage]) bark();
    }, beatMs);
  }

  heard(stage: Stage): void {
    this.#stage = stage;
    this.#silentBeats = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
