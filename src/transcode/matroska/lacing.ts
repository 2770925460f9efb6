import {must} from '../copy/reader-refusal.ts';
import {readVariable} from './ebml.ts';

/** How frames lie in one block (RFC 9559, 10.3); the numbers are those of a block's flags. */
export const Lacing = {none: 0, xiph: 1, fixedSize: 2, ebml: 3} as const;

/**
 * Takes the frames of a block apart.
 *
 * @param bytes What follows the block's flags.
 * @throws ReaderRefusal where they do not fit in.
 */
export function framesOf(bytes: Uint8Array, lacing: number): readonly Uint8Array[] {
  if (lacing === Lacing.none) return [bytes];
  must(bytes.length > 0, 'A block ends early.');
  const count = (bytes[0] ?? 0) + 1;
  const {sizes, at} = readSizes(bytes, lacing, count);
  // The last frame takes what is left.
  const rest = bytes.length - at - sizes.reduce((sum, size) => sum + size, 0);
  let from = at;
  return [...sizes, rest].map((size) => {
    must(size >= 0 && from + size <= bytes.length, 'The frames of a block do not fit in.');
    from += size;
    return bytes.subarray(from - size, from);
  });
}

/** Sizes of all frames but the last, and where the first frame begins. */
function readSizes(bytes: Uint8Array, lacing: number, count: number) {
  const sizes: number[] = [];
  let at = 1;
  if (lacing === Lacing.fixedSize) {
    const size = (bytes.length - 1) / count;
    must(Number.isInteger(size), 'The frames of a block are not of one size.');
    return {sizes: Array<number>(count - 1).fill(size), at};
  }
  while (sizes.length < count - 1) {
    if (lacing === Lacing.xiph) {
      let size = 0;
      for (let byte = 255; byte === 255; at += 1) {
        byte = bytes[at] ?? 0;
        size += byte;
      }
      sizes.push(size);
    } else {
      const {value, length} = readVariable(bytes, at);
      const before = sizes.at(-1);
      // All but the first are differences, moved up so that none is negative.
      sizes.push(before === undefined ? value : before + value - (2 ** (7 * length - 1) - 1));
      at += length;
    }
  }
  return {sizes, at};
}
