import {JobError} from '../queue/failure.ts';
import type {Clock} from '../queue/ports.ts';

/** Taken for granted until a body has been sent, in bytes per second. */
const unmeasuredSpeed = 250_000;
/** A body that cannot be gone on with has to fit in this share of the time that is left. */
const share = 0.5;

/** A context that the browser ends: what cannot be resumed is begun in it only if it will come to its end. */
export class ShortLife {
  readonly #clock: Clock;
  readonly #lifeMs: number;
  readonly #endsAt: number;
  #bytesPerSecond = unmeasuredSpeed;

  /** @param lifeMs How long it lives, from now on. */
  constructor(clock: Clock, lifeMs: number) {
    this.#clock = clock;
    this.#lifeMs = lifeMs;
    this.#endsAt = clock.now() + lifeMs;
  }

  /** So many bytes have been sent in so long. */
  measured(bytes: number, ms: number): void {
    if (bytes > 0 && ms > 0) this.#bytesPerSecond = (bytes / ms) * 1_000;
  }

  /**
   * Settles at once when a body fits in the time that is left; one that would fit in a whole life waits for the next.
   *
   * @throws JobError `engine-missing` when it fits in no such life: it needs a window.
   * @throws The signal's reason.
   */
  async mayPost(bytes: number, signal: AbortSignal): Promise<void> {
    const neededMs = (bytes / this.#bytesPerSecond) * 1_000;
    if (neededMs <= (this.#endsAt - this.#clock.now()) * share) return;
    if (neededMs > this.#lifeMs * share) {
      throw new JobError('engine-missing', 'This presentation is too large to be sent without an open window.');
    }
    await new Promise((_, reject) => {
      const stop = () => reject(signal.reason as Error);
      signal.addEventListener('abort', stop, {once: true});
      if (signal.aborted) stop();
    });
  }
}
