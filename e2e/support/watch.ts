/** Lets others wait for a state, without asking for it over and over. */
export class Watch {
  readonly #waiting = new Set<{readonly isSo: () => boolean; readonly done: () => void}>();

  /** Settles once the condition holds; it is asked at each {@link changed}. */
  async until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((done) => this.#waiting.add({isSo, done}));
  }

  changed(): void {
    for (const waiter of this.#waiting) {
      if (!waiter.isSo()) continue;
      this.#waiting.delete(waiter);
      waiter.done();
    }
  }
}
