import type {StorageUse} from '../storage-estimate.ts';

/** A copy may take this share of what is free: the result of a transcode needs room too. */
const shareOfFree = 0.5;

/** Room for copies in what the browser lets this origin keep, less what is promised to copies already. */
export class CopyRoom {
  readonly #use: () => Promise<StorageUse | undefined>;
  readonly #free: () => Promise<void>;
  #promisedBytes = 0;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param use What the browser says is used and may be; where it does not tell, that is found out by writing.
   * @param free Gives up what is kept on this device for good measure only.
   */
  constructor(use: () => Promise<StorageUse | undefined>, free: () => Promise<void>) {
    this.#use = use;
    this.#free = free;
  }

  /** Promises room to a copy, before anything of it is written. @returns False when there is none. */
  async promise(bytes: number): Promise<boolean> {
    const promised = this.#last.then(async () => {
      if (!(await this.#fits(bytes))) await this.#free();
      const fits = await this.#fits(bytes);
      if (fits) this.#promisedBytes += bytes;
      return fits;
    });
    this.#last = promised.catch(() => undefined);
    return await promised;
  }

  async #fits(bytes: number): Promise<boolean> {
    const {quotaBytes = Infinity, usedBytes = 0} = (await this.#use()) ?? {};
    return bytes <= (quotaBytes - usedBytes - this.#promisedBytes) * shareOfFree;
  }

  /** So much of a promise is written, and counted by the browser; or will not be. */
  settle(bytes: number): void {
    this.#promisedBytes -= bytes;
  }
}
