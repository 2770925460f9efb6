/** One request's hold on an upload. */
export interface Lease {
  /** Bytes came: this request is alive. */
  touch(): void;
  release(): void;
}

interface Holder {
  readonly cut: () => void;
  readonly released: Promise<void>;
  touchedAt: number;
}

const longestWaitMs = 1000;
const longestSilenceMs = 300;
const lookAgainMs = 50;

/**
 * Gives each upload to one request at a time.
 *
 * A client that lost its connection comes back while its old request still hangs here. So whoever holds an upload is
 * cut off when somebody else wants it: after {@link longestSilenceMs} without a byte, or after
 * {@link longestWaitMs} at the latest. What the old request brought is kept.
 */
export class UploadLocks {
  readonly #holders = new Map<string, Holder>();

  /**
   * Waits until the upload is free.
   *
   * @param cut Ends the body of this request early; called when another one wants the upload.
   */
  async acquire(id: string, cut: () => void = () => undefined): Promise<Lease> {
    const askedAt = performance.now();
    for (;;) {
      const holder = this.#holders.get(id);
      if (holder === undefined) return this.#hold(id, cut);
      const now = performance.now();
      const isSilent = now - holder.touchedAt >= longestSilenceMs;
      if (isSilent || now - askedAt >= longestWaitMs) holder.cut();
      await Promise.race([holder.released, delay(lookAgainMs)]);
    }
  }

  /** Takes the upload if it is free. */
  tryAcquire(id: string): Lease | undefined {
    return this.#holders.has(id) ? undefined : this.#hold(id, () => undefined);
  }

  #hold(id: string, cut: () => void): Lease {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const holder: Holder = {cut, released, touchedAt: performance.now()};
    this.#holders.set(id, holder);
    return {
      touch: () => {
        holder.touchedAt = performance.now();
      },
      release: () => {
        this.#holders.delete(id);
        release();
      },
    };
  }

  /** Settles when no request holds any upload. */
  async allReleased(): Promise<void> {
    await Promise.all([...this.#holders.values()].map(({released}) => released));
  }
}

function delay(timeMs: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, timeMs));
}
