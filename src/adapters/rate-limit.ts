import type {Clock} from '../queue/ports.ts';

/** Below this the heads of the requests are more than their bodies. */
const smallestBytes = 64 << 10;

/** What the user allows uploads to take of the line, all of them together: they take turns. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #limitOf: () => Promise<number>;
  #bytesPerSecond = 0;
  /** When what has been allowed so far is through, in ms since 1970. */
  #freeAt = -Infinity;

  /** @param limitOf The setting, in bytes per second; 0: no limit. Asked before each chunk. */
  constructor(clock: Clock, limitOf: () => Promise<number>) {
    this.#clock = clock;
    this.#limitOf = limitOf;
  }

  /** What goes out in one piece: a second's worth. */
  get chunkBytes(): number {
    return this.#bytesPerSecond > 0 ? Math.max(Math.floor(this.#bytesPerSecond), smallestBytes) : Infinity;
  }

  /** Reads the setting anew. */
  async refresh(): Promise<void> {
    this.#bytesPerSecond = await this.#limitOf();
  }

  /** Waits until so many more bytes may go. @throws What the signal was aborted with. */
  async turn(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#bytesPerSecond <= 0) return;
    const now = this.#clock.now();
    const startAt = Math.max(now, this.#freeAt);
    this.#freeAt = startAt + (bytes / this.#bytesPerSecond) * 1000;
    if (startAt > now) await this.#wait(startAt - now, signal);
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#clock.after(ms, done);
      signal.addEventListener('abort', done);
    });
    signal.throwIfAborted();
  }
}
