import type {EmscriptenFiles} from './core.ts';

/** ffmpeg reads 32 KiB at a time and, in interleaved files, at some places in turn: read ahead in large pieces. */
const BLOCK_BYTES = 2 << 20;
const MOST_BLOCKS = 6;

/** Emscripten's numbers for what a file operation can run into. */
const errno = {io: 29, noSpace: 51} as const;

interface Stream {
  position: number;
}

/** The first error a file of ours met; ffmpeg itself only knows a number. */
export interface FirstError {
  error: unknown;
}

/** Puts a `File` into ffmpeg's file system: read in blocks, never held whole. */
export function mountSource(
  fs: EmscriptenFiles,
  path: string,
  file: Blob,
  alive: () => void,
  failed: FirstError,
): void {
  const blocks = new BlockReader(file);
  place(fs, path, () => file.size, {
    read: (_stream: Stream, into: Uint8Array, offset: number, length: number, position: number) => {
      alive();
      try {
        return blocks.read(into, offset, length, position);
      } catch (error) {
        failed.error ??= error;
        throw new fs.ErrnoError(errno.io);
      }
    },
    write: () => {
      throw new fs.ErrnoError(errno.io);
    },
  });
}

/** Puts a file into ffmpeg's file system whose bytes go to `take` as they are written, from start to end. */
export function mountSink(
  fs: EmscriptenFiles,
  path: string,
  take: (bytes: Uint8Array) => void,
  failed: FirstError,
): void {
  let size = 0;
  place(fs, path, () => size, {
    read: () => 0,
    write: (_stream: Stream, from: Int8Array, offset: number, length: number, position: number) => {
      try {
        if (position !== size) throw new Error('ffmpeg wrote its output out of order.');
        take(new Uint8Array(from.buffer, from.byteOffset + offset, length));
        size += length;
        return length;
      } catch (error) {
        failed.error ??= error;
        throw new fs.ErrnoError(errno.noSpace);
      }
    },
  });
}

/** Makes a node of the memory file system whose bytes lie elsewhere, as Emscripten's own `createLazyFile` does. */
function place(fs: EmscriptenFiles, path: string, size: () => number, operations: object): void {
  fs.writeFile(path, '');
  const {node} = fs.lookupPath(path);
  node.node_ops = {...node.node_ops, setattr: () => undefined};
  node.stream_ops = {...node.stream_ops, ...operations};
  Object.defineProperty(node, 'usedBytes', {get: size});
}

/** Reads a file synchronously, a block at a time, and keeps the blocks used last. */
export class BlockReader {
  readonly #file: Blob;
  readonly #reader = new FileReaderSync();
  readonly #blocks = new Map<number, Uint8Array>();

  constructor(file: Blob) {
    this.#file = file;
  }

  /** Fills as much of `into` as there is; returns how many bytes. */
  read(into: Uint8Array, offset: number, length: number, position: number): number {
    let done = 0;
    while (done < length && position + done < this.#file.size) {
      const at = position + done;
      const index = Math.floor(at / BLOCK_BYTES);
      const from = at - index * BLOCK_BYTES;
      const part = this.#block(index).subarray(from, from + length - done);
      if (part.length === 0) break;
      into.set(part, offset + done);
      done += part.length;
    }
    return done;
  }

  #block(index: number): Uint8Array {
    const kept = this.#blocks.get(index);
    if (kept !== undefined) {
      this.#blocks.delete(index);
      this.#blocks.set(index, kept);
      return kept;
    }
    const slice = this.#file.slice(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES);
    const block = new Uint8Array(this.#reader.readAsArrayBuffer(slice));
    this.#blocks.set(index, block);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= MOST_BLOCKS) break;
      this.#blocks.delete(oldest);
    }
    return block;
  }
}
