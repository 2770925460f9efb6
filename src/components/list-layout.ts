import type {Section} from './list-filter.ts';

/** Where the rows of one group lie. */
export interface Block {
  readonly section: Section;
  /** From the top of the list, in px. */
  readonly top: number;
  /** Of the first row; rows lie below their group's head. */
  readonly rowsTop: number;
  /** Top of each shown row, from `rowsTop`; one more entry for the end of the last. */
  readonly offsets: Float64Array;
  /** Place of the head among all rows of the grid, from 1. */
  readonly rowIndex: number;
  readonly bottom: number;
}

export interface Layout {
  readonly blocks: readonly Block[];
  readonly height: number;
  /** Heads and the rows that ask for more are rows, too. */
  readonly rowCount: number;
  /** By uuid: which block, and which row of it. */
  readonly places: ReadonlyMap<string, {readonly block: number; readonly row: number}>;
}

export interface Heights {
  readonly head: number;
  readonly more: number;
  readonly row: (uuid: string) => number;
}

/** Lays rows of different heights one below the other. */
export function layOut(sections: readonly Section[], heights: Heights): Layout {
  const places = new Map<string, {block: number; row: number}>();
  const blocks: Block[] = [];
  let top = 0;
  let rowIndex = 1;
  for (const [block, section] of sections.entries()) {
    const offsets = new Float64Array(section.shown + 1);
    let offset = 0;
    for (let row = 0; row < section.shown; row += 1) {
      const uuid = section.uuids[row] ?? '';
      places.set(uuid, {block, row});
      offset += heights.row(uuid);
      offsets[row + 1] = offset;
    }
    const hasMore = section.shown < section.uuids.length;
    const bottom = top + heights.head + offset + (hasMore ? heights.more : 0);
    blocks.push({section, top, rowsTop: top + heights.head, offsets, rowIndex, bottom});
    rowIndex += 1 + section.shown + (hasMore ? 1 : 0);
    top = bottom;
  }
  return {blocks, height: top, rowCount: rowIndex - 1, places};
}

/** First and last row of a block, from 0; `end` is not in it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The rows of a block that are seen between two heights, and some more on either side. */
export function spanOf(block: Block, from: number, to: number, ahead: number): Span {
  const count = block.section.shown;
  if (to < block.rowsTop || from > block.bottom) {
    // Near the edge a few rows are kept ready.
    if (to < block.rowsTop && to > block.rowsTop - 400) return {start: 0, end: Math.min(count, ahead)};
    return {start: 0, end: 0};
  }
  const start = rowAt(block, from - block.rowsTop);
  const end = rowAt(block, to - block.rowsTop) + 1;
  return {start: Math.max(0, start - ahead), end: Math.min(count, end + ahead)};
}

/** The row that lies at a height below `rowsTop`. */
export function rowAt({offsets}: Pick<Block, 'offsets'>, height: number): number {
  let low = 0;
  let high = offsets.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= height) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** Top of a row from the top of the list; undefined if it is not in it. */
export function topOf(layout: Layout, uuid: string): number | undefined {
  const place = layout.places.get(uuid);
  const block = place && layout.blocks[place.block];
  return block && block.rowsTop + (block.offsets[place.row] ?? 0);
}

/** The rows in the order in which they are seen. */
export function flatRows(layout: Layout): readonly string[] {
  return layout.blocks.flatMap(({section}) => section.uuids.slice(0, section.shown));
}
