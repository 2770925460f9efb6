import type {Clock, Random} from './ports.ts';
import {spreadWait} from './settle.ts';

/** Between two questions of any jobs, in ms: a hundred jobs do not ask at once. */
const gapMs = 100;

/** The questions of jobs that wait for a server: each at its own pace, all of them spread out (SPEC P4). */
export class Polls {
  readonly #clock: Clock;
  readonly #random: Random;
  /** When the next question of anybody may be asked, in ms since 1970. */
  #freeAt = -Infinity;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Settles when it is time to ask: after `ms` or so, and when nobody else asks.
   *
   * @param leastMs Not before, whatever `ms` comes to.
   * @throws The signal's reason.
   */
  async pause(ms: number, signal: AbortSignal, leastMs = 0): Promise<void> {
    await this.#sleep(Math.max(leastMs, spreadWait(ms, {random: this.#random(), backoffScale: 1})), signal);
    const now = this.#clock.now();
    const turn = Math.max(now, this.#freeAt);
    this.#freeAt = turn + gapMs;
    if (turn > now) await this.#sleep(turn - now, signal);
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        cancel();
        reject(signal.reason as Error);
      };
      const cancel = this.#clock.after(ms, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      signal.addEventListener('abort', stop, {once: true});
    });
  }
}
