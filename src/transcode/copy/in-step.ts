import type {StreamState} from './stream-writer.ts';

/** Waits until several streams have come to the end of the same segment, so that all can be gone on with from there. */
export class InStep {
  readonly #ahead: StreamState[][];
  readonly #onSegment: (states: readonly StreamState[]) => void;

  constructor(count: number, onSegment: (states: readonly StreamState[]) => void) {
    this.#ahead = Array.from({length: count}, () => []);
    this.#onSegment = onSegment;
  }

  /** What the writer of one stream is to call after each segment. */
  takeFrom(index: number): (state: StreamState) => void {
    return (state) => {
      this.#ahead[index]?.push(state);
      while (this.#ahead.every((states) => states.length > 0)) {
        this.#onSegment(this.#ahead.flatMap((states) => states.splice(0, 1)));
      }
    };
  }
}
