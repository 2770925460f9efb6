/** More threads than this make x264's slices small and gain little. */
const MOST_THREADS = 4;

/** How many threads ffmpeg is told to use; its own guess crashes it. */
export function coresInUse(): number {
  return Math.min(MOST_THREADS, navigator.hardwareConcurrency);
}

/** A film whose pictures change their form has filters started anew, and no thread comes back before the end. */
const SPARE_THREADS = 8;

/**
 * How many threads ffmpeg starts at most when it is told to use so many: the decoder's, those of the filters of pictures
 * and of sound, and with one more for each size the encoders'. It stands still if there are fewer.
 */
export function threadsToKeep(cores: number, sizes: number): number {
  return 3 * cores + Math.max(1, sizes) * (cores + 1) + SPARE_THREADS;
}

/**
 * Whether ffmpeg runs on several cores here. It starts 32 workers out of a worker: in Firefox about one such start in a
 * hundred never returns while the machine is busy.
 */
export function hasThreads(): boolean {
  return self.crossOriginIsolated && coresInUse() > 1 && !navigator.userAgent.includes('Firefox/');
}
