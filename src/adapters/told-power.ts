import type {Power} from '../queue/ports.ts';

/** The device's battery as the window tells it: workers cannot ask. */
export class ToldPower implements Power {
  #isLow = false;
  readonly #listeners = new Set<() => void>();

  get isLow(): boolean {
    return this.#isLow;
  }

  tell(isLow: boolean): void {
    if (isLow === this.#isLow) return;
    this.#isLow = isLow;
    for (const listener of this.#listeners) listener();
  }

  listen(onChange: () => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }
}
