import {must} from '../copy/reader-refusal.ts';

/** One box of an ISO base media file (ISO/IEC 14496-12, 4.2). */
export interface Box {
  readonly type: string;
  /** What follows the header. */
  readonly body: DataView;
}

/** How a box begins. */
export interface BoxHeader {
  readonly type: string;
  readonly headerBytes: number;
  /** Header included; `undefined` for a box that goes on to the end of the file. */
  readonly bytes: number | undefined;
}

export const MOST_HEADER_BYTES = 16;
const MOST_BOXES = 1000;

/** @throws ReaderRefusal when there is no whole header. */
export function readHeader(view: DataView): BoxHeader {
  must(view.byteLength >= 8, 'A box ends early.');
  const short = view.getUint32(0);
  const type = String.fromCharCode(...[4, 5, 6, 7].map((at) => view.getUint8(at)));
  if (short === 0) return {type, headerBytes: 8, bytes: undefined};
  if (short !== 1) {
    must(short >= 8, 'A box is shorter than its header.');
    return {type, headerBytes: 8, bytes: short};
  }
  must(view.byteLength >= 16, 'A box ends early.');
  const long = Number(view.getBigUint64(8));
  must(long >= 16 && Number.isSafeInteger(long), 'A box has an impossible length.');
  return {type, headerBytes: 16, bytes: long};
}

/**
 * The boxes that lie one after the other in `view`.
 *
 * @throws ReaderRefusal when they do not fill it exactly.
 */
export function readBoxes(view: DataView): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < view.byteLength;) {
    must(boxes.length < MOST_BOXES, 'There are too many boxes.');
    const {type, headerBytes, bytes} = readHeader(part(view, at, view.byteLength));
    must(bytes !== undefined && at + bytes <= view.byteLength, 'A box is longer than the one it lies in.');
    boxes.push({type, body: part(view, at + headerBytes, at + bytes)});
    at += bytes;
  }
  return boxes;
}

/** The only box of a type; `undefined` where there is none. @throws ReaderRefusal when there are several. */
export function findBox(boxes: readonly Box[], type: string): DataView | undefined {
  const [found, ...others] = boxes.filter((box) => box.type === type);
  must(others.length === 0, `There is more than one ${type}.`);
  return found?.body;
}

/** The only box of a type. @throws ReaderRefusal unless there is exactly one. */
export function getBox(boxes: readonly Box[], type: string): DataView {
  const found = findBox(boxes, type);
  must(found !== undefined, `There is no ${type}.`);
  return found;
}

/** Follows types down from one box to another, each the only one of its type. */
export function descend(view: DataView, ...types: readonly string[]): DataView {
  return types.reduce((inside, type) => getBox(readBoxes(inside), type), view);
}

/** A table of rows of equal length, as most boxes hold one. */
export interface Rows {
  readonly count: number;
  /** An unsigned number of 32 bits. */
  at(row: number, column: number): number;
  /** A signed number of 32 bits. */
  signedAt(row: number, column: number): number;
}

/**
 * Reads a table: a count of rows, then the rows.
 *
 * @param countAt Where the count stands.
 * @param columns Numbers of 32 bits in a row.
 * @throws ReaderRefusal when the box cannot hold as many rows.
 */
export function readRows(view: DataView, countAt: number, columns: number): Rows {
  must(view.byteLength >= countAt + 4, 'A table ends early.');
  const count = view.getUint32(countAt);
  const start = countAt + 4;
  must(start + count * columns * 4 <= view.byteLength, 'A table has fewer rows than it says.');
  const place = (row: number, column: number) => start + (row * columns + column) * 4;
  return {
    count,
    at: (row, column) => view.getUint32(place(row, column)),
    signedAt: (row, column) => view.getInt32(place(row, column)),
  };
}

function part(view: DataView, from: number, to: number): DataView {
  return new DataView(view.buffer, view.byteOffset + from, to - from);
}
