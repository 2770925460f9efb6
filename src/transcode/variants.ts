/** A picture's sides in pixels, upright, with square pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Short sides of the pictures that players may choose from. */
const shortSides: readonly number[] = [1080, 720, 480];
/** A size that is hardly smaller than the one above it is left out. */
const MOST_OF_ABOVE = 0.85;

/**
 * The sizes of a film that has several, largest first. Pure.
 *
 * @param isCopied The largest one is the source as it is, whatever its size; otherwise it is encoded too.
 * @returns Nothing where one size is enough: none is ever larger than the source.
 */
export function variantSizes(source: PictureSize, isCopied: boolean): readonly PictureSize[] {
  const largest = shortSides[0] ?? 0;
  const top = isCopied ? source : scaledTo(source, Math.min(shortSide(source), largest));
  const sizes = [top];
  for (const wanted of shortSides) {
    const above = sizes.at(-1) ?? top;
    if (wanted <= shortSide(above) * MOST_OF_ABOVE) sizes.push(scaledTo(source, wanted));
  }
  return sizes.length > 1 ? sizes : [];
}

/** What a smaller picture may cost next to a larger one; it needs a little more for each of its pixels. */
export function bitsForSize(size: PictureSize, larger: PictureSize, bitsOfLarger: number): number {
  return Math.round(bitsOfLarger * ((size.width * size.height) / (larger.width * larger.height)) ** 0.75);
}

/** What people call a size: `720p`. */
export function sizeName(size: PictureSize): string {
  return `${String(shortSide(size))}p`;
}

function shortSide({width, height}: PictureSize): number {
  return Math.min(width, height);
}

/** H.264 with 4:2:0 colours wants even sides. */
function scaledTo(source: PictureSize, wanted: number): PictureSize {
  const share = wanted / shortSide(source);
  return {width: even(source.width, share), height: even(source.height, share)};
}

function even(side: number, share: number): number {
  return Math.max(2, Math.min(Math.round((side * share) / 2), Math.floor(side / 2)) * 2);
}
