import type {JobKind} from './job.ts';

/** How many jobs of each kind may work at a time (SPEC Q1), and who waits to work again. */
export class Slots {
  #sizes: Readonly<Record<JobKind, number>> = {upload: 0, download: 0, transcode: 0, convert: 0};
  readonly #taken: Record<JobKind, number> = {upload: 0, download: 0, transcode: 0, convert: 0};
  readonly #waiting = new Set<{readonly kind: JobKind; readonly enter: () => void}>();
  readonly #onFree: () => void;

  /** @param onFree One has been given back, and nobody waited for it. */
  constructor(onFree: () => void) {
    this.#onFree = onFree;
  }

  resize(sizes: Readonly<Record<JobKind, number>>): void {
    this.#sizes = sizes;
    this.#admit();
  }

  /** Slots of a kind that nobody has. */
  free(kind: JobKind): number {
    return Math.max(0, this.#sizes[kind] - this.#taken[kind]);
  }

  /** Takes one, for a job that begins. */
  take(kind: JobKind): Slot {
    this.#taken[kind] += 1;
    let holds = true;
    let isOver = false;
    const leave = () => {
      if (!holds) return;
      holds = false;
      this.#taken[kind] -= 1;
      this.#admit();
      if (this.free(kind) > 0) this.#onFree();
    };
    return {
      leave,
      enter: async (signal) => {
        if (isOver) return;
        await this.#next(kind, signal);
        holds = true;
      },
      end: () => {
        isOver = true;
        leave();
      },
    };
  }

  async #next(kind: JobKind, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(waiting);
        reject(signal.reason as Error);
      };
      const enter = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const waiting = {kind, enter};
      signal.addEventListener('abort', stop, {once: true});
      this.#waiting.add(waiting);
      this.#admit();
    });
  }

  #admit(): void {
    for (const waiting of this.#waiting) {
      const {kind, enter} = waiting;
      if (this.free(kind) === 0) continue;
      this.#waiting.delete(waiting);
      this.#taken[kind] += 1;
      enter();
    }
  }
}

/** The place of one job among those of its kind that work. */
export interface Slot {
  /** It only waits now: another one may work. */
  leave(): void;
  /** It works again, before any that has not begun. @throws The signal's reason, without a place. */
  enter(signal: AbortSignal): Promise<void>;
  /** It works no more. */
  end(): void;
}
