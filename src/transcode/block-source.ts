import {CustomSource} from 'mediabunny';

const BLOCK_BYTES = 2 << 20;
/** Tracks are read in turns at places of their own. */
const MOST_BLOCKS = 3;

interface Block {
  readonly from: number;
  readonly bytes: Uint8Array;
}

/** A file for mediabunny, read in large pieces that are handed out as they are: its own way makes more garbage than work. */
export function blockSource(file: Blob): CustomSource {
  const blocks: Block[] = [];
  const covers = (block: Block, start: number, end: number) =>
    block.from <= start && end <= block.from + block.bytes.length;
  return new CustomSource({
    getSize: () => file.size,
    prefetchProfile: 'fileSystem',
    maxCacheSize: BLOCK_BYTES,
    read: async (start, end) => {
      let block = blocks.find((known) => covers(known, start, end));
      if (!block) {
        const slice = file.slice(start, Math.max(end, start + BLOCK_BYTES));
        block = {from: start, bytes: new Uint8Array(await slice.arrayBuffer())};
        blocks.push(block);
        if (blocks.length > MOST_BLOCKS) blocks.shift();
      }
      return block.bytes.subarray(start - block.from, end - block.from);
    },
  });
}
