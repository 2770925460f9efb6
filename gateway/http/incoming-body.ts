import type {Readable} from 'node:stream';

const enoughBytes = 1 << 20;
const highWaterBytes = 4 << 20;
const patienceMs = 20;

/**
 * A body that is being received: gathers its pieces into batches worth a write, and holds the sender back when they
 * are not fetched.
 *
 * Make one before anything is awaited: what a stream holds when its connection dies is lost, what is gathered is not.
 */
export class IncomingBody {
  /** How it ended, once it has. */
  end: 'whole' | 'cut' | undefined;
  readonly #body: Readable;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #wake: () => void = () => undefined;

  constructor(body: Readable) {
    this.#body = body;
    body.on('error', this.#cut).on('aborted', this.#cut).on('close', this.#cut);
    body.on('end', this.#finish).on('data', this.#receive);
    if (body.readableEnded) this.#finish();
    else if (body.destroyed) this.#cut();
  }

  /** The pieces that came since the last call: a good many, or what came within a moment; none at the end. */
  async next(): Promise<Buffer[]> {
    if (this.#bytes === 0) await this.#until(Infinity);
    if (this.#bytes < enoughBytes) await this.#until(patienceMs);
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#bytes = 0;
    if (this.end === undefined) this.#body.resume();
    return pieces;
  }

  /** Takes no more. What the sender still sends is read and dropped, so that it gets to read our answer. */
  letGo(): void {
    const body = this.#body;
    body.off('data', this.#receive).off('end', this.#finish);
    body.off('aborted', this.#cut).off('close', this.#cut);
    if (this.end === undefined) body.resume();
  }

  /** Waits for the body's end, a first piece (without a time) or enough of them (within it). */
  async #until(timeMs: number): Promise<void> {
    if (this.end !== undefined) return;
    await new Promise<void>((resolve) => {
      const timer = timeMs === Infinity ? undefined : setTimeout(resolve, timeMs);
      this.#wake = () => {
        if (this.end === undefined && timeMs !== Infinity && this.#bytes < enoughBytes) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }

  readonly #receive = (piece: Buffer) => {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes >= highWaterBytes) this.#body.pause();
    this.#wake();
  };

  readonly #finish = () => {
    this.end ??= 'whole';
    this.#wake();
  };

  readonly #cut = () => {
    this.end ??= 'cut';
    this.#wake();
  };
}
