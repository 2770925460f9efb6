/** Work that must not be done for two jobs at once, one after the other. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Waits for the others, then works. @throws The signal's reason while it waits; else whatever the work throws. */
  async take<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const turn = this.#last.then(async () => {
      signal.throwIfAborted();
      return await work();
    });
    this.#last = turn.catch(() => undefined);
    return await turn;
  }
}
