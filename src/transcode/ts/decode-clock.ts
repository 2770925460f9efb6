/** H.264 holds back at most 16 pictures before it shows them. */
export const DEEPEST_REORDER = 16;

/** Thrown when pictures are shuffled more deeply than was said. */
export class ReorderError extends Error {
  override readonly name = 'ReorderError';
}

/**
 * Gives pictures the decode times their container kept for itself.
 *
 * The decode time of the i-th picture is the (i − depth)-th smallest presentation time: always ascending, never after
 * the presentation, right for uneven frame rates too, and it needs no look ahead.
 */
export class DecodeClock {
  readonly #depth: number;
  readonly #start: number;
  readonly #step: number;
  readonly #waiting: number[];
  #count: number;
  #last: number;

  /** Times in 90 kHz ticks. @param state Where another one has stopped. */
  constructor(order: DisplayOrder, {waiting, count, last}: ClockState = fresh) {
    this.#depth = order.depth;
    this.#start = order.first;
    this.#step = order.step;
    this.#waiting = [...waiting];
    this.#count = count;
    this.#last = last ?? -Infinity;
  }

  /** For a clock that is to go on from here. */
  get state(): ClockState {
    return {waiting: [...this.#waiting], count: this.#count, last: this.#count === 0 ? undefined : this.#last};
  }

  /**
   * The decode time of the next picture in decode order.
   *
   * @throws ReorderError when the depth was too small.
   */
  next(presentAt: number): number {
    insertSorted(this.#waiting, presentAt);
    const missing = this.#depth - this.#count;
    this.#count += 1;
    const wanted = missing > 0 ? this.#start - missing * this.#step : (this.#waiting.shift() ?? presentAt);
    // Two pictures at one tick (a damaged or odd file) still need ascending decode times.
    const decodeAt = Math.max(wanted, this.#last + 1);
    if (decodeAt > presentAt) throw new ReorderError('A picture is shown before its turn to be decoded.');
    this.#last = decodeAt;
    return decodeAt;
  }
}

/** What a {@link DecodeClock} remembers; fit for JSON. */
export interface ClockState {
  /** Presentation times of pictures whose turn to be a decode time has not come. */
  readonly waiting: readonly number[];
  /** Pictures so far. */
  readonly count: number;
  /** The last decode time given. */
  readonly last: number | undefined;
}

const fresh: ClockState = {waiting: [], count: 0, last: undefined};

/** How a film's pictures are shuffled. Times in 90 kHz ticks. */
export interface DisplayOrder {
  /** The most pictures that are decoded before another one and shown after it; 0 without B-frames. */
  readonly depth: number;
  /** The earliest presentation time. */
  readonly first: number;
  /** The smallest distance of two pictures. */
  readonly step: number;
}

/** Looks at the first pictures of a film (presentation times in decode order). */
export function displayOrder(presentTimes: readonly number[]): DisplayOrder {
  const sorted = presentTimes.toSorted((a, b) => a - b);
  const ranks = new Map(sorted.map((time, rank) => [time, rank]));
  const depth = Math.max(0, ...presentTimes.map((time, index) => index - (ranks.get(time) ?? index)));
  const steps = sorted.slice(1).map((time, index) => time - (sorted[index] ?? time));
  return {
    depth: Math.min(depth, DEEPEST_REORDER),
    first: sorted[0] ?? 0,
    step: Math.min(3600, ...steps.filter((step) => step > 0)),
  };
}

function insertSorted(values: number[], value: number): void {
  let at = values.length;
  while (at > 0 && (values[at - 1] ?? value) > value) at -= 1;
  values.splice(at, 0, value);
}
