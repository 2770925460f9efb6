import {byteReader} from './byte-reader.ts';

const pieceBytes = 1 << 20;

/** The bytes of a file, each piece valid until the next one is asked for. */
export async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = byteReader(file);
  if (!reader) {
    for (let start = 0; start < file.size; start += pieceBytes) {
      yield new Uint8Array(await file.slice(start, start + pieceBytes).arrayBuffer());
    }
    return;
  }
  try {
    let buffer = new ArrayBuffer(pieceBytes);
    for (;;) {
      const {value, done} = await reader.read(new Uint8Array(buffer));
      if (!value || done) return;
      yield value;
      buffer = value.buffer;
    }
  } finally {
    // Whoever gives up midway reads no further. A file that broke has said so already.
    await reader.cancel().catch(() => undefined);
  }
}
