const mebibyte = 1 << 20;
const firstBytes = 4 * mebibyte;
const largestBytes = 64 * mebibyte;
const smallestBytes = 256 << 10;
/** Below this a server that refuses a chunk for its size refuses the file. */
const smallestAfterRefusal = 16 << 10;
/** What a chunk should take: progress that moves, and little to lose in a service worker's short life. */
const targetMs = 5_000;
/** A single measurement changes the size by this much at most. */
const steepest = 16;

/** How large the next chunk to one endpoint should be. Measured speed makes it grow, failures make it shrink. */
export class ChunkSize {
  #bytes = firstBytes;
  #ceiling: number;

  /** @param ceilingBytes What the sender can hold or a context's life allows. */
  constructor(ceilingBytes = largestBytes) {
    this.#ceiling = ceilingBytes;
  }

  get bytes(): number {
    return Math.min(this.#bytes, this.#ceiling);
  }

  /** A chunk was acknowledged. @param sentBytes Its size; small last ones tell nothing of the speed. */
  acknowledged(sentBytes: number, durationMs: number): void {
    if (sentBytes * 2 < this.bytes) return;
    const aimed = (sentBytes / Math.max(durationMs, 1)) * targetMs;
    const bounded = Math.min(Math.max(aimed, this.bytes / steepest), this.bytes * steepest);
    this.#bytes = Math.max(roundDown(bounded), smallestBytes);
  }

  /** A chunk did not arrive: the line breaks, or a proxy cuts what is too large for it without a word. */
  failed(): void {
    this.#bytes = Math.max(roundDown(this.bytes / 2), smallestBytes);
  }

  /**
   * A chunk was refused for its size (413).
   *
   * @returns False if it was as small already as makes sense.
   */
  refused(sentBytes: number): boolean {
    const half = Math.floor(sentBytes / 2);
    if (half < smallestAfterRefusal) return false;
    this.#ceiling = Math.min(this.#ceiling, half);
    return true;
  }
}

function roundDown(bytes: number): number {
  return Math.floor(bytes / smallestBytes) * smallestBytes;
}
