import {ByteSink} from '../byte-sink.ts';
import {Segmenter, type SegmenterState} from '../hls/segmenter.ts';
import {endOf, type Segment} from '../hls/playlist.ts';
import {clockTime, TranscodeError} from '../transcode-error.ts';
import {readAacConfig} from '../ts/aac.ts';
import {DecodeClock, type DisplayOrder} from '../ts/decode-clock.ts';
import {BrokenPictureError, PictureBuilder, readH264Config} from '../ts/h264.ts';
import {TsMuxer, type MuxerState} from '../ts/muxer.ts';
import {AudioFeed, type AudioState} from './audio-feed.ts';
import type {Packet} from './packet-source.ts';
import {VideoFeed, type FeedOutput, type VideoState} from './video-feed.ts';

/** The first decode time: room for the stream's clock to run ahead of it. */
const START_TICKS = 90_000;

export type Track = 'video' | 'audio';

/** The tracks of a film: H.264 and AAC. */
export interface StreamTracks {
  /** `record`: `avcC`; without one the pictures are in Annex B form. */
  readonly video: {readonly record: Uint8Array | undefined; readonly order: DisplayOrder} | undefined;
  /** `record`: AudioSpecificConfig; without one the frames have ADTS headers. */
  readonly audio: {readonly record: Uint8Array | undefined} | undefined;
}

/** Where a stream goes on after its last whole segment; fit for JSON. */
export interface StreamState extends SegmenterState {
  readonly order: DisplayOrder | undefined;
  readonly shift: number;
  readonly muxer: MuxerState;
  readonly video: VideoState | undefined;
  readonly audio: AudioState | undefined;
}

/** By what clock a stream was written, for others that are to be played in step with it. In 90 kHz ticks. */
export interface Timeline {
  /** From the source's times to those of the stream. */
  readonly shift: number;
  /** When the first segment begins. */
  readonly startsAt: number;
}

/**
 * Where the source's time 0 is in a stream, in seconds from its first segment's beginning: an edit list hides what lies
 * before. 0 where the source begins later.
 */
export function startSecondsOf({shift, startsAt}: Timeline): number {
  return Math.max(0, (shift - startsAt) / 90_000);
}

/** What is to go on does not begin where the earlier part ends. */
export class JoinError extends Error {
  override readonly name = 'JoinError';
}

/** Times pass through microseconds and milliseconds on their way. */
const JOIN_SECONDS = 0.002;

/** Writes packets into a transport stream as they are given, cut at key frames, in constant memory. */
export class StreamWriter {
  readonly #sink: ByteSink;
  readonly #muxer: TsMuxer;
  readonly #segmenter: Segmenter;
  readonly #order: DisplayOrder | undefined;
  readonly #output: FeedOutput;
  readonly #video: VideoFeed | undefined;
  readonly #audio: AudioFeed | undefined;
  readonly #startsAt: number;
  #hasShift: boolean;
  /** When the first packets must come, in a stream that goes on. */
  readonly #joins: Partial<Record<Track, number | undefined>>;

  /**
   * @param onSegment A segment has ended; all of it is in the file.
   * @param state Where an earlier writer has stopped. The file is as long as its segments.
   * @param like Another stream, to be cut where that one is.
   */
  constructor(
    file: Pick<FileSystemSyncAccessHandle, 'write'>,
    {video, audio}: StreamTracks,
    onSegment?: (state: StreamState) => void,
    state?: StreamState,
    like?: Timeline & {readonly segments: readonly Segment[]},
  ) {
    this.#sink = new ByteSink(file, state && endOf(state.segments));
    this.#muxer = new TsMuxer(this.#sink, {video: video !== undefined, audio: audio !== undefined}, state?.muxer);
    this.#order = video && (state?.order ?? video.order);
    const lead = this.#order ? this.#order.depth * this.#order.step : 0;
    this.#startsAt = like?.startsAt ?? START_TICKS + lead;
    const beginning = state ?? {segments: [], startedAt: this.#startsAt};
    const ended = () => {
      this.#sink.flush();
      const reached = onSegment && this.#state();
      if (reached) onSegment(reached);
    };
    this.#segmenter = new Segmenter(this.#sink, this.#muxer, beginning, ended, like && cutsOf(like, like.segments));
    this.#hasShift = state !== undefined || like !== undefined;
    this.#joins = state ? {video: state.video?.nextAt, audio: state.audio?.nextAt} : {};
    this.#output = {muxer: this.#muxer, segmenter: this.#segmenter, shift: state?.shift ?? like?.shift ?? 0};
    this.#video =
      video && this.#order
        ? new VideoFeed(
            new PictureBuilder(readH264Config(video.record)),
            new DecodeClock(this.#order, state?.video?.clock),
            this.#output,
            lead,
            state?.video,
          )
        : undefined;
    this.#audio =
      audio && new AudioFeed(audio.record && readAacConfig(audio.record), this.#output, !this.#video, state?.audio);
  }

  /** The track that must be given its next packet before anything more is written; `undefined` after the end of all. */
  get wants(): Track | undefined {
    if (this.#audio?.isHungry) return 'audio';
    return this.#video?.isHungry ? 'video' : undefined;
  }

  /** Whether a track can be given a packet: also one that was said to have ended, or to have a hole. */
  takes(track: Track): boolean {
    return (track === 'video' ? this.#video : this.#audio)?.isEmpty === true;
  }

  /** How far the film is written, in seconds of the source. */
  get end(): number {
    return Math.max(this.#video?.end ?? 0, this.#audio?.end ?? 0);
  }

  /** Told once something was written. */
  get timeline(): Timeline {
    return {shift: this.#output.shift, startsAt: this.#startsAt};
  }

  get frames(): {readonly video: number | undefined; readonly audio: number | undefined} {
    return {video: this.#video?.frames, audio: this.#audio?.frames};
  }

  /**
   * Takes the next packet of a track; `undefined` after its last one, or when nothing is to be waited for.
   *
   * @throws TranscodeError `media-corrupt` when a packet is broken.
   * @throws ReorderError when pictures are shuffled more deeply than was said.
   * @throws JoinError when a stream that goes on does not do so at the right place.
   */
  give(track: Track, packet: Packet | undefined): void {
    this.#checkJoin(track, packet);
    if (track === 'video') this.#video?.load(packet);
    else this.#audio?.load(packet);
    try {
      while (this.wants === undefined && Math.min(this.#videoDue, this.#audioDue) < Infinity) this.#step();
    } catch (error) {
      if (!(error instanceof BrokenPictureError)) throw error;
      const atSeconds = this.end;
      throw new TranscodeError('media-corrupt', `The file is damaged at ${clockTime(atSeconds)}.`, {
        cause: error,
        atSeconds,
      });
    }
  }

  /** Ends the last segment. */
  finish(): readonly Segment[] {
    this.#audio?.flush();
    const segments = this.#segmenter.finish(Math.round(this.end * 90_000) + this.#output.shift);
    this.#sink.flush();
    return segments;
  }

  get #videoDue(): number {
    return this.#video?.due ?? Infinity;
  }

  get #audioDue(): number {
    return this.#audio?.due ?? Infinity;
  }

  #step(): void {
    if (!this.#hasShift) this.#output.shift = this.#firstShift();
    this.#hasShift = true;
    if (this.#audioDue <= this.#videoDue) this.#audio?.step();
    else this.#video?.step(this.#audio);
  }

  #checkJoin(track: Track, packet: Packet | undefined): void {
    const wanted = this.#joins[track];
    if (wanted === undefined) return;
    this.#joins[track] = undefined;
    const tolerance = track === 'video' ? JOIN_SECONDS : (packet?.duration ?? 0) / 2;
    const isRight = packet && Math.abs(packet.timestamp - wanted) <= tolerance;
    if (!isRight || (track === 'video' && packet.type !== 'key')) {
      throw new JoinError(`The ${track} does not go on at ${wanted.toFixed(3)} s.`);
    }
  }

  /** Neither track begins before {@link START_TICKS} and the time that pictures wait for one another. */
  #firstShift(): number {
    const lowest = Math.min(this.#order?.first ?? Infinity, this.#audioDue);
    return this.#startsAt - (Number.isFinite(lowest) ? lowest : 0);
  }

  /** `undefined` where nobody could go on. */
  #state(): StreamState | undefined {
    const video = this.#video?.state;
    if (this.#video && !video) return undefined;
    return {
      ...this.#segmenter.state,
      order: this.#order,
      shift: this.#output.shift,
      muxer: this.#muxer.state,
      video,
      audio: this.#audio?.state,
    };
  }
}

/** Where each of a stream's segments ends, but the last. In ticks of the stream. */
export function cutsOf({startsAt}: Pick<Timeline, 'startsAt'>, segments: readonly Segment[]): readonly number[] {
  let at = startsAt;
  return segments.slice(0, -1).map(({seconds}) => (at += Math.round(seconds * 90_000)));
}

/** {@link cutsOf} by the times of the source, in seconds: where another stream of the film must have a key frame. */
export function cutSecondsOf(timeline: Timeline, segments: readonly Segment[]): readonly number[] {
  return cutsOf(timeline, segments).map((ticks) => (ticks - timeline.shift) / 90_000);
}
