import type {FileHandle} from 'node:fs/promises';
import type {Readable} from 'node:stream';

/** How a body ended: as announced, before its end (the client or its network died), or it held more than it may. */
export type BodyEnd = 'whole' | 'cut' | 'too-long';

export interface WriteBodyOptions {
  /** Where in the file the first byte goes. */
  readonly position: number;
  /** Bytes that may be written at most. */
  readonly limitBytes: number;
  /** Sees each piece before it is written, in order: for digests and signs of life. */
  readonly onReceived?: (piece: Buffer) => void;
  /** Called after each write with the position behind it; the next write waits for it. */
  readonly onWritten?: (position: number) => Promise<void> | undefined;
}

/**
 * Writes a request's body into a file: large writes, the next ones gathered while one is under way, and the sender
 * held back when the disk is slower. What arrived of a body that is cut is written too.
 *
 * @returns The position behind the last byte written, and how the body ended.
 */
export async function writeBody(
  body: Readable,
  file: FileHandle,
  {position, limitBytes, onReceived, onWritten}: WriteBodyOptions,
): Promise<{readonly position: number; readonly end: BodyEnd}> {
  const batches = new Batches(body, onReceived);
  const limit = position + limitBytes;
  try {
    for (;;) {
      const batch = await batches.next();
      if (batch.length === 0) return {position, end: batches.end ?? 'cut'};
      const room = limit - position;
      const pieces = sizeOf(batch) > room ? [Buffer.concat(batch).subarray(0, room)] : batch;
      await writeAll(file, pieces, position);
      const isTooLong = pieces !== batch;
      position += sizeOf(pieces);
      await onWritten?.(position);
      if (isTooLong) return {position, end: 'too-long'};
    }
  } finally {
    batches.letGo();
  }
}

const enoughBytes = 1 << 20;
const highWaterBytes = 4 << 20;
const patienceMs = 20;

/** Gathers a body's pieces into batches worth a write. */
class Batches {
  end: 'whole' | 'cut' | undefined;
  readonly #body: Readable;
  readonly #onReceived: ((piece: Buffer) => void) | undefined;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #wake: () => void = () => undefined;

  constructor(body: Readable, onReceived: ((piece: Buffer) => void) | undefined) {
    this.#body = body;
    this.#onReceived = onReceived;
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
    this.#onReceived?.(piece);
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

/** A system may write less than it is given (a disk that fills up): goes on until all is written or it says why not. */
async function writeAll(file: FileHandle, pieces: readonly Buffer[], position: number): Promise<void> {
  let left: readonly Buffer[] = pieces;
  while (left.length > 0) {
    const {bytesWritten} = await file.writev([...left], position);
    position += bytesWritten;
    if (bytesWritten === sizeOf(left)) return;
    left = [Buffer.concat([...left]).subarray(bytesWritten)];
  }
}

function sizeOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}
