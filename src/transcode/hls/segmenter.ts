import type {ByteSink} from '../byte-sink.ts';
import {TranscodeError} from '../transcode-error.ts';
import type {TsMuxer} from '../ts/muxer.ts';
import {endOf, TARGET_SEGMENT_SECONDS, type Segment} from './playlist.ts';

/** A segment may be cut this much before its target, so that rounding does not double its length. */
const EARLY_TICKS = 9_000;
const TICKS_A_SECOND = 90_000;
/** A player loads a segment whole before it shows the first picture of it: one beyond both of these is no help to it. */
const LONGEST_SECONDS = 60;
const LARGEST_BYTES = 64 << 20;

/** How near a picture must be to where another stream was cut, to be cut there too: times are rounded on their way. */
const NEAR_TICKS = 90;

/** What a {@link Segmenter} knows between two segments; fit for JSON. Times in 90 kHz ticks. */
export interface SegmenterState {
  readonly segments: readonly Segment[];
  /** When the next segment begins. */
  readonly startedAt: number;
}

/** Notes where segments begin and end while a transport stream is written. Times in 90 kHz ticks. */
export class Segmenter {
  readonly #sink: ByteSink;
  readonly #muxer: TsMuxer;
  readonly #onSegment: () => void;
  readonly #segments: Segment[];
  readonly #cuts: readonly number[] | undefined;
  #startedAt: number;

  /**
   * Begins the first segment, or the next one after those in `state`.
   *
   * @param onSegment One has ended, and none has begun.
   * @param cuts Where each segment ends, but the last; otherwise they end when they are long enough.
   */
  constructor(
    sink: ByteSink,
    muxer: TsMuxer,
    {segments, startedAt}: SegmenterState,
    onSegment: () => void,
    cuts?: readonly number[],
  ) {
    this.#cuts = cuts;
    this.#sink = sink;
    this.#muxer = muxer;
    this.#onSegment = onSegment;
    this.#segments = [...segments];
    this.#startedAt = startedAt;
    muxer.startSegment();
  }

  /** For one that is to go on from here; asked for between two segments. */
  get state(): SegmenterState {
    return {segments: [...this.#segments], startedAt: this.#startedAt};
  }

  /** Whether the segment is long enough to end before what is shown at `presentAt`. */
  isDue(presentAt: number): boolean {
    if (this.#cuts) return presentAt >= (this.#cuts[this.#segments.length] ?? Infinity) - NEAR_TICKS;
    return presentAt - this.#startedAt >= TARGET_SEGMENT_SECONDS * TICKS_A_SECOND - EARLY_TICKS;
  }

  /**
   * Ends the segment and begins the next one. All that belongs to the old one has been written.
   *
   * @throws TranscodeError `transcoder-failed` when the film could not be cut for too long: another way makes key frames.
   */
  cut(presentAt: number): void {
    this.#end(presentAt);
    this.#onSegment();
    this.#muxer.startSegment();
  }

  /** Ends the last segment. */
  finish(endsAt: number): readonly Segment[] {
    this.#end(endsAt);
    return this.#segments;
  }

  #end(at: number): void {
    const offset = endOf(this.#segments);
    const seconds = Math.max(0, (at - this.#startedAt) / TICKS_A_SECOND);
    const bytes = this.#sink.position - offset;
    if (seconds > LONGEST_SECONDS && bytes > LARGEST_BYTES) {
      throw new TranscodeError('transcoder-failed', `There is no key frame for ${Math.round(seconds)} s.`);
    }
    this.#segments.push({seconds, bytes, offset});
    this.#startedAt = at;
  }
}
