import type {Unsubscribe} from '../app-api.ts';

/** Listeners of one event; one that throws does not keep the others from hearing. */
export class Listeners<Event> {
  readonly #listeners = new Set<(event: Event) => void>();

  get size(): number {
    return this.#listeners.size;
  }

  add(listener: (event: Event) => void): Unsubscribe {
    if (typeof listener !== 'function') throw new Error('An event call takes a function.');
    // A function of its own, so that the same listener added twice is taken off one at a time.
    const own = (event: Event) => listener(event);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  tell(event: Event): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        reportError(error);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
