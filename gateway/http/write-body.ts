import type {FileHandle} from 'node:fs/promises';
import type {IncomingBody} from './incoming-body.ts';

/** How a body ended: as announced, before its end (the client or its network died), or it held more than it may. */
export type BodyEnd = 'whole' | 'cut' | 'too-long';

export interface WriteBodyOptions {
  /** Where in the file the first byte goes. */
  readonly position: number;
  /** Bytes that may be written at most. */
  readonly limitBytes: number;
  /** Sees each piece that is written, in order: for digests and signs of life. */
  readonly onPiece?: (piece: Buffer) => void;
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
  body: IncomingBody,
  file: FileHandle,
  {position, limitBytes, onPiece, onWritten}: WriteBodyOptions,
): Promise<{readonly position: number; readonly end: BodyEnd}> {
  const limit = position + limitBytes;
  try {
    for (;;) {
      const batch = await body.next();
      if (batch.length === 0) return {position, end: body.end ?? 'cut'};
      const room = limit - position;
      const pieces = sizeOf(batch) > room ? [Buffer.concat(batch).subarray(0, room)] : batch;
      const writing = writeAll(file, pieces, position);
      if (onPiece !== undefined) pieces.forEach(onPiece);
      await writing;
      const isTooLong = pieces !== batch;
      position += sizeOf(pieces);
      await onWritten?.(position);
      if (isTooLong) return {position, end: 'too-long'};
    }
  } finally {
    body.letGo();
  }
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
