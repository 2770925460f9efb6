import type {Clock} from '../ports.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

/** Lets everything run that waits for nothing but its turn: in memory, that is all there is. */
export async function drain(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Time that moves when told. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const timer = {at: this.#now + ms, order: (this.#order += 1), call};
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  toIso(ms: number): string {
    return new Date(ms).toISOString();
  }

  /** When the next timer is due, in ms since 1970. */
  get nextAt(): number | undefined {
    return this.#first()?.at;
  }

  /** Moves time on; timers go off in their order, and what they start runs before the next one. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await drain();
    for (let timer = this.#first(); timer && timer.at <= end; timer = this.#first()) {
      this.#now = Math.max(this.#now, timer.at);
      this.#timers.delete(timer);
      timer.call();
      await drain();
    }
    this.#now = end;
  }

  #first(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    }
    return first;
  }
}
