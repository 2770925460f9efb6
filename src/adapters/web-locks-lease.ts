import {Fenced} from '../queue/ports.ts';
import {readMeta, strict, type Database} from './database.ts';

/** The holder says so often that it is alive. */
const beatMs = 1_000;
/** After so long a silence a waiter takes over: the holder hangs, is frozen, or is gone (SPEC Q12: within 5 s). */
const silenceMs = 3_000;
/** How often a waiter listens. */
const listenMs = 500;

/** @param epoch Under which it may write. @param signal Ends when the lease is lost, or wanted no more. */
type Work = (epoch: number, signal: AbortSignal) => Promise<void>;

/**
 * The right to run the engine: a Web Lock, fenced by an epoch in the database. A lock alone is not enough, since a
 * holder that hangs keeps it, and one that was robbed runs on.
 */
export class WebLocksLease {
  readonly #db: Database;
  readonly #name: string;

  constructor(db: Database, name: string) {
    this.#db = db;
    this.#name = `${name}-engine`;
  }

  /**
   * Waits for the lease, again and again, and works while it is held.
   *
   * @param signal Ends the waiting and the work. The promise settles when both have ended.
   */
  async hold(work: Work, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!('locks' in navigator)) {
        await this.#holdWithoutLocks(work, signal);
        continue;
      }
      const robbery = this.#robIfSilent(signal);
      try {
        await navigator.locks.request(this.#name, {signal: robbery.waiting}, async () => {
          robbery.stop();
          await this.#work(work, signal);
        });
      } catch (error) {
        if (!isAbort(error)) throw error;
        if (robbery.isDue() && !signal.aborted) await this.#steal(work, signal);
      } finally {
        robbery.stop();
      }
    }
  }

  /** Plain http has no Web Locks: whoever hears nobody for long enough takes the epoch; if two do, the later one has it. */
  async #holdWithoutLocks(work: Work, signal: AbortSignal): Promise<void> {
    const silence = this.#robIfSilent(signal);
    await new Promise<void>((resolve) => {
      silence.waiting.addEventListener('abort', () => resolve(), {once: true});
      if (silence.waiting.aborted) resolve();
    });
    silence.stop();
    if (!signal.aborted) await this.#work(work, signal);
  }

  async #steal(work: Work, signal: AbortSignal): Promise<void> {
    try {
      await navigator.locks.request(this.#name, {steal: true}, () => this.#work(work, signal));
    } catch (error) {
      // Robbed in turn: the epoch has stopped our work already.
      if (!isAbort(error)) throw error;
    }
  }

  async #work(work: Work, signal: AbortSignal): Promise<void> {
    const lost = new AbortController();
    const epoch = await this.#begin();
    const beat = setInterval(() => {
      void this.#beat(epoch).then(
        (ours) => {
          if (!ours) lost.abort(new Error('Another context has taken over.'));
        },
        // A beat that fails is a silence: a waiter decides.
        () => undefined,
      );
    }, beatMs);
    try {
      await work(epoch, AbortSignal.any([signal, lost.signal]));
    } catch (error) {
      // Robbed: the next round waits for the lease again.
      if (!(error instanceof Fenced)) throw error;
    } finally {
      clearInterval(beat);
    }
  }

  async #begin(): Promise<number> {
    const tx = this.#db.transaction('meta', 'readwrite', strict);
    const lease = await readMeta(tx.store, 'lease');
    const epoch = (lease?.epoch ?? 0) + 1;
    await tx.store.put({epoch, beatAt: Date.now()}, 'lease');
    await tx.done;
    return epoch;
  }

  /** @returns False when somebody else has raised the epoch. */
  async #beat(epoch: number): Promise<boolean> {
    const tx = this.#db.transaction('meta', 'readwrite');
    const lease = await readMeta(tx.store, 'lease');
    const ours = lease?.epoch === epoch;
    if (ours) await tx.store.put({epoch, beatAt: Date.now()}, 'lease');
    await tx.done;
    return ours;
  }

  /** Listens for the holder's beat; `waiting` ends when there has been none for so long that it must be robbed. */
  #robIfSilent(signal: AbortSignal) {
    const due = new AbortController();
    let heard = '';
    let silentSince = performance.now();
    let listenedAt = performance.now();
    const timer = setInterval(() => {
      void this.#listen().then((beat) => {
        const now = performance.now();
        // We slept ourselves: what we did not hear then says nothing.
        const slept = now - listenedAt > 2 * silenceMs;
        listenedAt = now;
        if (beat !== heard || slept) [heard, silentSince] = [beat, now];
        else if (now - silentSince >= silenceMs) due.abort(new DOMException('The holder is silent.', 'AbortError'));
      });
    }, listenMs);
    return {
      waiting: AbortSignal.any([signal, due.signal]),
      isDue: () => due.signal.aborted,
      stop: () => clearInterval(timer),
    };
  }

  async #listen(): Promise<string> {
    const lease = await readMeta(this.#db.transaction('meta').store, 'lease');
    return lease ? `${lease.epoch}/${lease.beatAt}` : '';
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
