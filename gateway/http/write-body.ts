import type {FileHandle} from 'node:fs/promises';
import type {IncomingBody} from './incoming-body.ts';

/** How a body ended: as announced, before its end (the client or its network died), or it held more than it may. */
export type BodyEnd = 'whole' | 'cut' | 'too-long';

/** Where a body's bytes go. */
export interface ByteSink {
  /** Settles when all the pieces have been taken; they go one behind the other. */
  write(pieces: readonly Buffer[], position: number): Promise<void>;
  /** How many writes may be under way at once; they are taken in order. */
  readonly writesAtOnce: number;
}

export interface WriteBodyOptions {
  /** Where in the file the first byte goes. */
  readonly position: number;
  /** Bytes that may be written at most. */
  readonly limitBytes: number;
  /** Sees each piece that is written, in order: for digests and signs of life. */
  readonly onPiece?: (piece: Buffer) => void;
  /** Called after each write, in order, with the position behind it; the writes after the next ones wait for it. */
  readonly onWritten?: (position: number) => Promise<void> | undefined;
}

/**
 * Writes a request's body: large writes, the next ones gathered while some are under way, and the sender held back when
 * the other side is slower. What arrived of a body that is cut is written too. Nothing is under way when this settles.
 *
 * @returns The position behind the last byte written, and how the body ended.
 */
export async function writeBody(
  body: IncomingBody,
  sink: ByteSink,
  {position, limitBytes, onPiece, onWritten}: WriteBodyOptions,
): Promise<{readonly position: number; readonly end: BodyEnd}> {
  const limit = position + limitBytes;
  const underWay: Promise<void>[] = [];
  let written = Promise.resolve();
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));
  failed.catch(() => undefined);
  const write = (pieces: readonly Buffer[], at: number, end: number) => {
    const before = written;
    const writing = sink.write(pieces, at);
    written = Promise.all([before, writing]).then(() => onWritten?.(end));
    written.catch(fail);
    underWay.push(written);
  };
  try {
    for (;;) {
      const batch = await Promise.race([body.next(), failed]);
      if (batch.length === 0) break;
      const room = limit - position;
      const pieces = sizeOf(batch) > room ? [Buffer.concat(batch).subarray(0, room)] : batch;
      const end = position + sizeOf(pieces);
      if (end > position) write(pieces, position, end);
      if (onPiece !== undefined) pieces.forEach(onPiece);
      position = end;
      if (underWay.length >= sink.writesAtOnce) await underWay.shift();
      if (pieces !== batch) {
        await written;
        return {position, end: 'too-long'};
      }
    }
    await written;
    return {position, end: body.end ?? 'cut'};
  } finally {
    body.letGo();
    await Promise.allSettled(underWay);
  }
}

/** Writes to an open file of this machine. */
export function fileSink(file: FileHandle): ByteSink {
  return {write: (pieces, position) => writeAll(file, pieces, position), writesAtOnce: 1};
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
