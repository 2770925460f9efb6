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

/** Reads a file from front to back in large blocks, whose memory is used again once nobody needs them. */
export class BlockReader {
  readonly #reader: ReadableStreamBYOBReader;
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
    this.#at = from;
    this.#blockBytes = Math.max(BLOCK_BYTES, leastBytes);
    try {
      this.#reader = file.slice(from, to).stream().getReader({mode: 'byob'});
    } catch (cause) {
      throw new ReaderRefusal('This browser does not read into given memory.', {cause});
    }
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
    let {buffer} = block.bytes;
    new Uint8Array(buffer).set(kept);
    let filled = kept.length;
    block.from = this.#at - filled;
    this.#current = block;
    if (last) this.#reuse(last);
    while (filled < this.#blockBytes) {
      const {done, value} = await this.#read(new Uint8Array(buffer, filled));
      if (value) buffer = value.buffer;
      if (done) break;
      filled += value.length;
    }
    block.bytes = new Uint8Array(buffer, 0, filled);
    if (filled === kept.length) throw new ReaderRefusal('The file ends early.');
    this.#at = block.from + filled;
  }

  /** Ends the reading. */
  async close(): Promise<void> {
    // The cancel of a stream that has failed fails like it, and that has been told.
    await this.#reader.cancel().catch(() => undefined);
  }

  /** What cannot be read in this way may yet be by the library; if not, it says why. */
  async #read(into: Uint8Array<ArrayBuffer>): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
    try {
      return await this.#reader.read(into);
    } catch (cause) {
      throw new ReaderRefusal('The file cannot be read in one go.', {cause});
    }
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
