/** Reads a Blob into buffers of ours, so that memory stays flat. Undefined where a Blob's stream cannot do that. */
export function byteReader(blob: Blob): ReadableStreamBYOBReader | undefined {
  return byobReader(blob.stream());
}

/** Reads a stream piece by piece. */
export interface PieceReader {
  /** Valid until the next call; undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
  cancel(): Promise<void>;
}

/** Large enough that a piece costs little beside its bytes. */
const pieceBytes = 256 << 10;

/**
 * Reads a stream into one buffer, over and over: what is left to the garbage collector piles up to hundreds of MiB. Where
 * streams cannot do that they give pieces of their own.
 */
export function pieceReader(stream: ReadableStream<Uint8Array<ArrayBuffer>>): PieceReader {
  const byob = byobReader(stream);
  if (!byob) {
    const reader = stream.getReader();
    return {read: async () => (await reader.read()).value, cancel: async () => await reader.cancel()};
  }
  let buffer = new ArrayBuffer(pieceBytes);
  return {
    read: async () => {
      const {value, done} = await byob.read(new Uint8Array(buffer));
      if (value) buffer = value.buffer;
      return done ? undefined : value;
    },
    cancel: async () => await byob.cancel(),
  };
}

function byobReader(stream: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStreamBYOBReader | undefined {
  try {
    return stream.getReader({mode: 'byob'});
  } catch {
    return undefined;
  }
}
