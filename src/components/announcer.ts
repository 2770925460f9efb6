/** What is said politely; a newer message of the same topic replaces an older one that was not said yet. */
export type Topic = 'added' | 'arrived' | 'network' | 'list';

export interface Saying {
  /** Speaks now. */
  say(text: string): void;
  now(): number;
  /** @returns Takes the wake-up off again. */
  wake(afterMs: number, then: () => void): () => void;
}

/** A screen reader that is spoken to all the time is switched off. */
const pauseMs = 5000;

/** Polite messages, at most one in 5 s: those that come in between are merged into the next one. */
export class Announcer {
  readonly #saying: Saying;
  readonly #pending = new Map<Topic, string>();
  #saidAt = -Infinity;
  #sleep: (() => void) | undefined;

  constructor(saying: Saying) {
    this.#saying = saying;
  }

  announce(topic: Topic, text: string) {
    this.#pending.set(topic, text);
    const wait = this.#saidAt + pauseMs - this.#saying.now();
    if (wait <= 0) this.#speak();
    else this.#sleep ??= this.#saying.wake(wait, () => this.#speak());
  }

  stop() {
    this.#sleep?.();
    this.#sleep = undefined;
  }

  #speak() {
    this.stop();
    this.#saidAt = this.#saying.now();
    this.#saying.say([...this.#pending.values()].join(' '));
    this.#pending.clear();
  }
}
