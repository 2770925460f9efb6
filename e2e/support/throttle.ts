/** Lets bytes through at a rate, over all who ask. */
export class Throttle {
  /** `Infinity`: no limit. */
  bytesPerSecond = Infinity;
  #freeAt = 0;

  /** Settles when so many bytes have their turn. */
  async take(bytes: number): Promise<void> {
    if (this.bytesPerSecond === Infinity) return;
    const now = performance.now();
    const start = Math.max(now, this.#freeAt);
    this.#freeAt = start + (bytes / this.bytesPerSecond) * 1000;
    const waitMs = start - now;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
