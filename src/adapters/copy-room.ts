import type {StorageUse} from '../storage-estimate.ts';

/** A copy may take this share of what is free: the result of a transcode needs room too. */
const shareOfFree = 0.5;

/** Room for copies in what the browser lets this origin keep, less what is promised to copies already. */
export class CopyRoom {
  readonly #use: () => Promise<StorageUse | undefined>;
  #promisedBytes = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param use What the browser says is used and may be; where it does not tell, that is found out by writing. */
  constructor(use: () => Promise<StorageUse | undefined>) {
    this.#use = use;
  }

  /** Promises room to a copy, before anything of it is written. @returns False when there is none. */
  async promise(bytes: number): Promise<boolean> {
    const promised = this.#last.then(async () => {
      const {quotaBytes = Infinity, usedBytes = 0} = (await this.#use()) ?? {};
      const fits = bytes <= (quotaBytes - usedBytes - this.#promisedBytes) * shareOfFree;
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
