/** Calls back at every full second, as long as somebody listens: one timer for all countdowns. */
export class Seconds {
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= this.#wait();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  #wait() {
    return setTimeout(
      () => {
        this.#timer = this.#wait();
        if (!document.hidden) for (const listener of this.#listeners) listener();
      },
      1000 - (Date.now() % 1000),
    );
  }
}
