import type {ByteSink} from '../byte-sink.ts';
import type {TsMuxer} from '../ts/muxer.ts';
import {TARGET_SEGMENT_SECONDS, type Segment} from './playlist.ts';

/** A segment may be cut this much before its target, so that rounding does not double its length. */
const EARLY_TICKS = 9_000;
const TICKS_A_SECOND = 90_000;

/** Notes where segments begin and end while a transport stream is written. Times in 90 kHz ticks. */
export class Segmenter {
  readonly #sink: ByteSink;
  readonly #muxer: TsMuxer;
  readonly #segments: Segment[] = [];
  #offset = 0;
  #startedAt: number;

  /** Begins the first segment. */
  constructor(sink: ByteSink, muxer: TsMuxer, startedAt: number) {
    this.#sink = sink;
    this.#muxer = muxer;
    this.#startedAt = startedAt;
    muxer.startSegment();
  }

  /** Whether the segment is long enough to end before what is shown at `presentAt`. */
  isDue(presentAt: number): boolean {
    return presentAt - this.#startedAt >= TARGET_SEGMENT_SECONDS * TICKS_A_SECOND - EARLY_TICKS;
  }

  /** Ends the segment and begins the next one. All that belongs to the old one has been written. */
  cut(presentAt: number): void {
    this.#end(presentAt);
    this.#muxer.startSegment();
  }

  /** Ends the last segment. */
  finish(endsAt: number): readonly Segment[] {
    this.#end(endsAt);
    return this.#segments;
  }

  #end(at: number): void {
    const position = this.#sink.position;
    const seconds = Math.max(0, (at - this.#startedAt) / TICKS_A_SECOND);
    this.#segments.push({seconds, bytes: position - this.#offset, offset: this.#offset});
    this.#offset = position;
    this.#startedAt = at;
  }
}
