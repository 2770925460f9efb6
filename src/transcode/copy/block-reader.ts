import {ReaderRefusal} from './reader-refusal.ts';

/** One read of this size after the other is the fastest way through a file. */
const BLOCK_BYTES = 2 << 20;
/** So much is held for the track that lies ahead of the other one. */
const MOST_HELD_BYTES = 32 << 20;

/** A stretch of a file in memory. */
export interface Block {
  readonly bytes: Uint8Array;
  /** Where in the file it begins. */
  readonly from: number;
}

interface HeldBlock extends Block {
  bytes: Uint8Array<ArrayBuffer>;
  from: number;
  users: number;
}

/**
 * In Chromium 156 now and then a read never ends, on a file that is there: after so long it is begun again, and from then on
 * with twice the patience, as it may be the disk that is slow.
 */
const PATIENCE_MS = 3000;

/** Reads a file from front to back in large blocks, whose memory is used again once nobody needs them. */
export class BlockReader {
  readonly #file: Blob;
  readonly #to: number;
  #reader: ReadableStreamBYOBReader;
  #patienceMs = PATIENCE_MS;
  readonly #free: HeldBlock[] = [];
  readonly #blockBytes: number;
  #blocks = 0;
  /** How far the file has been read. */
  #at: number;
  #current: HeldBlock | undefined;

  /**
   * @param from Where in the file to begin.
   * @param to Where to end.
   * @param leastBytes A block is to hold so many in one piece.
   * @throws ReaderRefusal where the browser cannot read so.
   */
  constructor(file: Blob, from: number, to: number, leastBytes: number) {
    this.#file = file;
    this.#to = to;
    this.#at = from;
    this.#blockBytes = Math.max(BLOCK_BYTES, leastBytes);
    this.#reader = this.#open();
  }

  /** The block that was read last; `undefined` before the first one. */
  get current(): Block | undefined {
    return this.#current;
  }

  /** The current block must stay as it is until it is released. */
  hold(): Block {
    const block = this.#current;
    if (!block) throw new Error('Read a block first.');
    block.users += 1;
    return block;
  }

  /** Gives back a block that {@link hold} gave. */
  release(block: Block): void {
    const held = block as HeldBlock; // this class made it
    held.users -= 1;
    this.#reuse(held);
  }

  /**
   * Reads the next block; the current one is gone, unless somebody holds it.
   *
   * @param from Bytes of the current block from here on, if it reaches so far, are the first ones of the next block.
   * @throws ReaderRefusal when too many are held, or when the file ends early or cannot be read.
   */
  async advance(from: number): Promise<void> {
    const last = this.#current;
    const kept = last?.bytes.subarray(Math.max(0, from - last.from)) ?? new Uint8Array();
    const block = this.#free.pop() ?? this.#newBlock();
    block.from = this.#at - kept.length;
    this.#current = block;
    // Free from here on, but nobody takes it before this is done.
    if (last) this.#reuse(last);
    block.bytes = await this.#filled(block.bytes.buffer, kept);
    if (block.bytes.length === kept.length) throw new ReaderRefusal('The file ends early.');
    this.#at = block.from + block.bytes.length;
  }

  /** Ends the reading. */
  async close(): Promise<void> {
    // The cancel of a stream that has failed fails like it, and that has been told.
    await this.#reader.cancel().catch(() => undefined);
  }

  #open(): ReadableStreamBYOBReader {
    try {
      return this.#file.slice(this.#at, this.#to).stream().getReader({mode: 'byob'});
    } catch (cause) {
      throw new ReaderRefusal('This browser does not read into given memory.', {cause});
    }
  }

  /** `kept` and what comes next in the file. @param memory For one block; another one is taken if a read takes it away. */
  async #filled(memory: ArrayBuffer, kept: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    for (;;) {
      const bytes = await this.#fill(memory, kept);
      if (bytes) return bytes;
      memory = new ArrayBuffer(this.#blockBytes);
      this.#patienceMs *= 2;
      void this.close();
      this.#reader = this.#open();
    }
  }

  /** `undefined` if a read does not end. */
  async #fill(memory: ArrayBuffer, kept: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined> {
    let buffer = memory;
    new Uint8Array(buffer).set(kept);
    let filled = kept.length;
    while (filled < this.#blockBytes) {
      const read = await within(this.#patienceMs, readFrom(this.#reader, new Uint8Array(buffer, filled)));
      if (!read) return undefined;
      if (read.value) buffer = read.value.buffer;
      if (read.done) break;
      filled += read.value.length;
    }
    return new Uint8Array(buffer, 0, filled);
  }

  #newBlock(): HeldBlock {
    // One is being read and one has just been: two there are in any case.
    if (this.#blocks > 1 && this.#blocks * this.#blockBytes >= MOST_HELD_BYTES) {
      throw new ReaderRefusal('The tracks lie too far apart.');
    }
    this.#blocks += 1;
    return {bytes: new Uint8Array(this.#blockBytes), from: 0, users: 0};
  }

  #reuse(block: HeldBlock): void {
    if (block.users === 0 && block !== this.#current) this.#free.push(block);
  }
}

/** What cannot be read in this way may yet be by the library; if not, it says why. */
async function readFrom(
  reader: ReadableStreamBYOBReader,
  into: Uint8Array<ArrayBuffer>,
): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
  try {
    return await reader.read(into);
  } catch (cause) {
    throw new ReaderRefusal('The file cannot be read in one go.', {cause});
  }
}

/** What `work` gives; `undefined` if it takes longer than that. */
async function within<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
