import {CustomSource} from 'mediabunny';
import {joined} from './joined.ts';

const BLOCK_BYTES = 2 << 20;
/** Tracks are read in turns at places of their own. */
const MOST_BLOCKS = 3;

interface Block {
  readonly from: number;
  readonly bytes: Uint8Array;
}

/** A file for mediabunny, read in large pieces that are handed out as they are: its own way makes more garbage than work. */
export function blockSource(file: Blob): CustomSource {
  const blocks = new FileBlocks(file);
  return new CustomSource({
    getSize: () => file.size,
    prefetchProfile: 'fileSystem',
    maxCacheSize: BLOCK_BYTES,
    read: (start, end) => blocks.read(start, end),
  });
}

/**
 * Reads a file in blocks; whoever goes on where a block has ended finds the next one on its way already. By slices: a
 * stream would be faster still, but in Chromium 156 one in some hundred stops for ever.
 */
class FileBlocks {
  readonly #file: Blob;
  readonly #blocks: Block[] = [];
  #ahead: {readonly from: number; readonly bytes: Promise<Uint8Array>} | undefined;
  /** One read at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(file: Blob) {
    this.#file = file;
  }

  /** Fewer bytes than were asked for where the file ends. */
  read(start: number, end: number): Uint8Array | Promise<Uint8Array> {
    const block = this.#blockAt(start);
    if (block && end <= endOf(block)) return partOf(block, start, end);
    const reading = this.#turn.then(() => this.#collect(start, end));
    this.#turn = reading.catch(() => undefined);
    return reading;
  }

  async #collect(start: number, end: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let at = start; at < Math.min(end, this.#file.size);) {
      const block = this.#blockAt(at) ?? (await this.#add(at));
      const part = partOf(block, at, end);
      // A file that has become shorter has nothing more to give.
      if (part.length === 0) break;
      parts.push(part);
      at += part.length;
    }
    const [first = new Uint8Array()] = parts;
    return parts.length > 1 ? joined(parts) : first;
  }

  #blockAt(at: number): Block | undefined {
    return this.#blocks.find((block) => block.from <= at && at < endOf(block));
  }

  async #add(from: number): Promise<Block> {
    const goesOn = this.#blocks.some((block) => endOf(block) === from);
    const bytes = this.#ahead?.from === from ? this.#ahead.bytes : this.#slice(from);
    this.#ahead = undefined;
    const block = {from, bytes: await bytes};
    this.#blocks.push(block);
    if (this.#blocks.length > MOST_BLOCKS) this.#blocks.shift();
    if (goesOn && endOf(block) < this.#file.size) this.#readAhead(endOf(block));
    return block;
  }

  #readAhead(from: number): void {
    const bytes = this.#slice(from);
    // Whoever wants it is told; perhaps nobody does.
    bytes.catch(() => undefined);
    this.#ahead = {from, bytes};
  }

  async #slice(from: number): Promise<Uint8Array> {
    return new Uint8Array(await this.#file.slice(from, from + BLOCK_BYTES).arrayBuffer());
  }
}

function endOf({from, bytes}: Block): number {
  return from + bytes.length;
}

function partOf({from, bytes}: Block, start: number, end: number): Uint8Array {
  return bytes.subarray(start - from, end - from);
}
