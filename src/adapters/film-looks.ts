import {filmToSee} from '../queue/film.ts';
import type {Film, Job} from '../queue/job.ts';
import type {FileRef, JobStore, SessionStore} from '../queue/ports.ts';
import type {EndCommand, Look, LookCommand, LookEvent, TranscodeEvent} from '../transcode/protocol.ts';
import type {IndexedDbPosters} from './indexeddb-posters.ts';

/** Fetching the worker takes as long as the network does; a look takes no longer than this. */
const loadingMs = 60_000;
const lookingMs = 5_000;

export interface FilmLooksPorts {
  readonly jobs: JobStore;
  readonly sessions: SessionStore;
  readonly posters: Pick<IndexedDbPosters, 'put' | 'remove'>;
  readonly openFile: (file: FileRef, signal: AbortSignal) => Promise<File>;
  /** Has the window start a media worker that talks through a port (`media-workers.ts`). */
  readonly startWorker: (port: MessagePort) => void;
  /** After the records of these jobs tell more. */
  readonly onSeen: (uuids: readonly string[]) => void;
}

/**
 * Looks at the films of the one who is signed in, one after another, in a media worker: how long, how large, how they will
 * be transcoded, and a picture. Nothing waits for it, and nothing fails by it: a film that cannot be looked at tells less.
 */
export class FilmLooks {
  readonly #ports: FilmLooksPorts;
  readonly #stopped = new AbortController();
  #port: MessagePort | undefined;
  #isWanted = false;
  #isLooking = false;

  constructor(ports: FilmLooksPorts) {
    this.#ports = ports;
  }

  /** There may be a film to look at. */
  nudge(): void {
    this.#isWanted = true;
    if (this.#isLooking || this.#stopped.signal.aborted) return;
    this.#isLooking = true;
    void this.#lookAtAll().finally(() => {
      this.#isLooking = false;
      if (this.#isWanted) this.nudge();
    });
  }

  /** For good. What is being looked at is left as it is. */
  stop(): void {
    this.#stopped.abort(new Error('Another context looks at films now.'));
    this.#endWorker();
  }

  async #lookAtAll(): Promise<void> {
    this.#isWanted = false;
    try {
      for (let job = await this.#next(); job; job = await this.#next()) await this.#lookAt(job);
    } catch {
      // No worker, no room, or it was stopped: rows do without, and the next start of the engine tries again.
      this.stop();
    }
    this.#endWorker();
  }

  async #next(): Promise<Job | undefined> {
    const {sessions, jobs} = this.#ports;
    const session = await sessions.current();
    this.#stopped.signal.throwIfAborted();
    return session && (await jobs.unseen(session.owner));
  }

  async #lookAt(job: Job): Promise<void> {
    const {openFile, posters} = this.#ports;
    const ref = filmToSee(job);
    if (!ref) return;
    const nothing: Film = {...('film' in job && job.film), seenIn: ref.type === 'source' ? 'original' : 'rendition'};
    const file = await openFile(ref, this.#stopped.signal).catch(() => undefined);
    if (!file) return await this.#record(job, nothing);
    // Written first: a film that takes the browser down with it is not looked at a second time.
    let written = Promise.resolve();
    const {poster, plan, ...told} = await this.#ask(file, () => {
      written = this.#record(job, nothing);
      // Heard below.
      written.catch(() => undefined);
    });
    await written;
    if (poster) await posters.put(job.identifier, poster);
    // A rendition is another film: it tells how the original looks, and how long it is.
    const news = ref.type === 'source' ? {...told, ...(plan && {plan})} : durationOf(job);
    await this.#record(job, {...news, ...nothing, ...(poster && {poster: true})});
  }

  /** To all jobs of the film. */
  async #record({identifier, uuid}: Job, film: Film): Promise<void> {
    const {jobs, posters, onSeen} = this.#ports;
    const stored = await jobs.updateAll([...new Set([identifier, uuid])], (job) => {
      return job.kind === 'upload' || job.kind === 'transcode' ? {...job, film} : job;
    });
    const uuids = stored.filter((job) => job !== undefined && !job.removed).map((job) => job?.uuid ?? '');
    if (uuids.length > 0) onSeen(uuids);
    else await posters.remove(identifier);
  }

  /**
   * @param onHeard Called when the worker has begun.
   * @throws Error when there is no worker, or looking was stopped.
   */
  #ask(file: File, onHeard: () => void): Promise<Look> {
    const {signal} = this.#stopped;
    const port = (this.#port ??= this.#startWorker());
    return new Promise((resolve, reject) => {
      let look: Look | undefined;
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        port.onmessage = null;
        if (look && !signal.aborted) resolve(look);
        else reject(new Error('Nobody looks at films here.'));
      };
      const giveUp = () => {
        this.#endWorker();
        settle();
      };
      let timer = setTimeout(giveUp, loadingMs);
      port.onmessage = ({data}: MessageEvent<LookEvent | Extract<TranscodeEvent, {type: 'broken'}>>) => {
        switch (data.type) {
          case 'saw':
            if (!look) {
              clearTimeout(timer);
              timer = setTimeout(giveUp, lookingMs);
              onHeard();
            }
            look = {...look, ...data.look};
            return;
          case 'looked':
            return settle();
          case 'broken':
            return giveUp();
        }
      };
      signal.addEventListener('abort', giveUp);
      const command: LookCommand = {type: 'look', file};
      port.postMessage(command);
    });
  }

  #startWorker(): MessagePort {
    const {port1, port2} = new MessageChannel();
    this.#ports.startWorker(port2);
    return port1;
  }

  #endWorker(): void {
    const command: EndCommand = {type: 'end'};
    this.#port?.postMessage(command);
    this.#port?.close();
    this.#port = undefined;
  }
}

function durationOf({results}: Job): Pick<Film, 'durationSeconds'> {
  return results.rendition ? {durationSeconds: results.rendition.durationSeconds} : {};
}
