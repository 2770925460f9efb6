/** The part of a file that an answer carries. Both ends are included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a `Range` header for a file of this size.
 *
 * @returns The one range asked for; `'unsatisfiable'` if it lies behind the end; `undefined` if the whole file is the
 * answer (no range, several, or one that makes no sense).
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/i.exec(header?.replaceAll(' ', '') ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from === '') {
    const wanted = Number(to);
    if (wanted === 0 || sizeBytes === 0) return 'unsatisfiable';
    return {first: Math.max(0, sizeBytes - wanted), last: sizeBytes - 1};
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return undefined;
  if (first >= sizeBytes) return 'unsatisfiable';
  return {first, last: to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1)};
}
