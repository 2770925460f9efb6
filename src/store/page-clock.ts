/** Time, as the store needs it. */
export interface StoreClock {
  /** ms since 1970. */
  now(): number;
  /** Calls back before the next picture is drawn; on a hidden page within a second or so. */
  frame(callback: () => void): void;
  /** @returns A function that calls it off. */
  after(ms: number, callback: () => void): () => void;
}

/** The page's own time. */
export const pageClock: StoreClock = {
  now: () => Date.now(),
  frame(callback) {
    // A hidden page has no frames; its title and badge still want the truth.
    if (document.hidden) setTimeout(callback, 1000);
    else requestAnimationFrame(callback);
  },
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
