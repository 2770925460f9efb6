import type {DownloadPart} from '../database.ts';

/** Bytes from `start` up to, not including, `end`. */
export interface Gap {
  readonly start: number;
  readonly end: number;
}

/** Bytes that are kept. */
export function bytesIn(parts: readonly DownloadPart[]): number {
  return parts.reduce((sum, {length}) => sum + length, 0);
}

/** What is still missing of a file, in order. */
export function gapsBetween(parts: readonly DownloadPart[], size: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let position = 0;
  for (const {start, length} of inOrder(parts)) {
    if (start > position) gaps.push({start: position, end: start});
    position = Math.max(position, start + length);
  }
  if (position < size) gaps.push({start: position, end: size});
  return gaps;
}

/** The same bytes in pieces that are no longer than that. */
export function cut(gaps: readonly Gap[], mostBytes: number): readonly Gap[] {
  return gaps.flatMap(({start, end}) =>
    Array.from({length: Math.ceil((end - start) / mostBytes)}, (_, index) => ({
      start: start + index * mostBytes,
      end: Math.min(end, start + (index + 1) * mostBytes),
    })),
  );
}

/** Parts by their starts. Empty ones are left out. */
export function inOrder(parts: Iterable<DownloadPart>): readonly DownloadPart[] {
  return [...parts].filter(({length}) => length > 0).sort((a, b) => a.start - b.start);
}
