import {ShareError} from './share.ts';

const idleMs = 2000;

/**
 * A file of the share that is open only while it is used: a share takes few at once, and a client that pauses in the
 * middle must not keep the others out.
 */
export class OpenWhileUsed<T extends {close(): Promise<void>}> {
  readonly #open: () => Promise<T>;
  #opened: Promise<T> | undefined;
  #calls = 0;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param open Opens it, the first time or again; rejects if it is not what it was. */
  constructor(open: () => Promise<T>) {
    this.#open = open;
  }

  /** Calls one after the other reach the file in this order. */
  async use<R>(call: (opened: T) => Promise<R>): Promise<R> {
    if (this.#isClosed) throw new ShareError('failed', 'The file has been closed.');
    clearTimeout(this.#idle);
    this.#calls += 1;
    try {
      this.#opened ??= this.#open();
      return await call(await this.#opened);
    } finally {
      this.#calls -= 1;
      if (this.#calls === 0) this.#idle = setTimeout(() => void this.#letGo(), idleMs).unref();
    }
  }

  /** Ends its use; closing again does nothing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    clearTimeout(this.#idle);
    const opened = this.#opened;
    this.#opened = undefined;
    // What could not be opened need not be closed; whoever used it knows.
    await opened?.then(
      (file) => file.close(),
      () => undefined,
    );
  }
}
