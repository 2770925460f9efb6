import {ChunkDigest, type DigestAlgorithm} from './chunk-digest.ts';

/** A piece of a file as it is sent. */
export interface Chunk {
  readonly offset: number;
  readonly slice: Blob;
  /** Value of `Upload-Checksum`. */
  readonly checksum?: string;
}

/** Cuts a file into chunks; with checksums it reads one ahead, so that no line waits for a digest. */
export class Chunks {
  readonly #file: Blob;
  readonly #largest: () => number;
  readonly #digest: ChunkDigest | undefined;
  #ahead: {readonly offset: number; readonly bytes: number; readonly chunk: Promise<Chunk>} | undefined;

  /** @param largest How long a chunk may be now, in bytes. */
  constructor(file: Blob, largest: () => number, algorithm: DigestAlgorithm | undefined) {
    this.#file = file;
    this.#largest = largest;
    this.#digest = algorithm && new ChunkDigest(file, algorithm);
  }

  /**
   * The chunk at an offset: the one read ahead, if it is the one.
   *
   * @throws DOMException when the file cannot be read; JobError `source-changed` when it ends too early.
   */
  async next(offset: number): Promise<Chunk> {
    this.readAhead(offset);
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead ? await ahead.chunk : this.#cut(offset);
  }

  /** Begins with the digest of the chunk at an offset. Without checksums there is nothing to begin with. */
  readAhead(offset: number): void {
    if (this.#digest === undefined || offset >= this.#file.size) return;
    if (this.#ahead?.offset === offset && this.#ahead.bytes <= this.#largest()) return;
    const {slice} = this.#cut(offset);
    const chunk = this.#digest.of(offset, slice.size).then((checksum) => ({offset, slice, checksum}));
    // Nobody may ever ask for it; whoever does gets the error.
    chunk.catch(() => undefined);
    this.#ahead = {offset, bytes: slice.size, chunk};
  }

  /** Lets go of the file. */
  close(): void {
    this.#digest?.close();
  }

  #cut(offset: number): Chunk {
    return {offset, slice: this.#file.slice(offset, offset + this.#largest())};
  }
}
