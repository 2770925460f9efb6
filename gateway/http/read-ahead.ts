import {Readable} from 'node:stream';

/** Bytes that are read at offsets, wherever they lie. */
export interface ByteSource {
  /** At least one byte and at most `lengthBytes` of them; none at the end. May be called before an earlier call settled. */
  read(position: number, lengthBytes: number): Promise<Buffer>;
  /** Rejects if the bytes changed since it was opened, so that what was read may be of two kinds. */
  check(): Promise<void>;
  close(): Promise<void>;
}

const pieceBytes = 1 << 20;
const piecesAhead = 4;

/**
 * A stream of the bytes from `first` to `last`, both included: while one piece is used the next ones are being read, and
 * no more than those. Closes the source in the end, however that comes.
 *
 * It fails if the source ends before `last`, cannot be read, or changed; the last piece is held back until that is sure.
 */
export function readAhead(source: ByteSource, first: number, last: number): Readable {
  const ahead: Promise<Buffer>[] = [];
  let position = first;

  const lookAhead = () => {
    while (position <= last && ahead.length < piecesAhead) {
      const lengthBytes = Math.min(pieceBytes, last + 1 - position);
      const piece = readWhole(source, position, lengthBytes);
      // Told when its turn comes.
      piece.catch(() => undefined);
      ahead.push(piece);
      position += lengthBytes;
    }
  };
  const next = async () => {
    lookAhead();
    const piece = await ahead[0];
    if (piece === undefined) return null;
    void ahead.shift();
    lookAhead();
    if (ahead.length === 0) await source.check();
    return piece;
  };

  return new Readable({
    highWaterMark: 1,
    read() {
      next().then(
        (piece) => this.push(piece),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
    destroy(error, done) {
      void Promise.allSettled(ahead)
        .then(() => source.close())
        .then(
          () => done(error),
          () => done(error),
        );
    },
  });
}

async function readWhole(source: ByteSource, position: number, lengthBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let missing = lengthBytes;
  while (missing > 0) {
    const piece = await source.read(position + lengthBytes - missing, missing);
    if (piece.length === 0) throw new Error('the file has become shorter while it was sent');
    pieces.push(piece);
    missing -= piece.length;
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}
