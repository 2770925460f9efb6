/** A copy may take this share of what is free: the result of a transcode needs room too. */
const shareOfFree = 0.5;

/** Room for copies in what the browser lets this origin keep, less what is promised to copies already. */
export class CopyRoom {
  readonly #estimate: () => Promise<StorageEstimate>;
  #promisedBytes = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param estimate What the browser says is used and may be; an answer without a quota: that is found out by writing. */
  constructor(estimate: () => Promise<StorageEstimate>) {
    this.#estimate = estimate;
  }

  /** Promises room to a copy, before anything of it is written. @returns False when there is none. */
  async promise(bytes: number): Promise<boolean> {
    const promised = this.#last.then(async () => {
      const {quota = Infinity, usage = 0} = await this.#estimate();
      const fits = bytes <= (quota - usage - this.#promisedBytes) * shareOfFree;
      if (fits) this.#promisedBytes += bytes;
      return fits;
    });
    this.#last = promised.catch(() => undefined);
    return await promised;
  }

  /** So much of a promise is written, and counted by the browser; or will not be. */
  settle(bytes: number): void {
    this.#promisedBytes -= bytes;
  }
}
