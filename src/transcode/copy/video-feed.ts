import type {Segmenter} from '../hls/segmenter.ts';
import type {ClockState, DecodeClock} from '../ts/decode-clock.ts';
import type {PictureBuilder} from '../ts/h264.ts';
import type {TsMuxer} from '../ts/muxer.ts';
import type {AudioFeed} from './audio-feed.ts';
import {toTicks, type Packet} from './packet-source.ts';

/** What a feed writes to. */
export interface FeedOutput {
  readonly muxer: TsMuxer;
  readonly segmenter: Segmenter;
  /** From the source's times to those of the output, in ticks. */
  shift: number;
}

/** Where a track goes on after a segment. */
export interface VideoState {
  /** When the next segment's first picture is shown, in seconds of the source. */
  readonly nextAt: number;
  readonly frames: number;
  readonly clock: ClockState;
}

/** Writes a track's pictures, one at a time. */
export class VideoFeed {
  readonly #builder: PictureBuilder;
  readonly #clock: DecodeClock;
  readonly #output: FeedOutput;
  readonly #lead: number;
  #packet: Packet | undefined;
  #isEnded = false;
  #decodeAt = Infinity;
  #clockBefore: ClockState | undefined;
  /** Pictures written. */
  frames: number;
  /** Where the last picture ends, in seconds of the source. */
  end: number;

  /**
   * @param lead How long the first picture waits between decoding and presentation, in ticks.
   * @param from Where an earlier feed has stopped.
   */
  constructor(builder: PictureBuilder, clock: DecodeClock, output: FeedOutput, lead: number, from?: VideoState) {
    this.frames = from?.frames ?? 0;
    this.end = from?.nextAt ?? 0;
    this.#builder = builder;
    this.#clock = clock;
    this.#output = output;
    this.#lead = lead;
  }

  get isEmpty(): boolean {
    return this.#packet === undefined;
  }

  /** It can do nothing before it is given the next packet. */
  get isHungry(): boolean {
    return this.#packet === undefined && !this.#isEnded;
  }

  /**
   * When the next picture's turn is among all that is to be written, in ticks of the source; `Infinity` after the last
   * one. One that begins a segment waits for all sound before it: a segment has its sound as long as its pictures.
   */
  get due(): number {
    const packet = this.#packet;
    const presentAt = packet?.type === 'key' ? toTicks(packet.timestamp) : -Infinity;
    return this.#output.segmenter.isDue(presentAt + this.#output.shift) ? presentAt : this.#decodeAt + this.#lead;
  }

  /** Takes the next packet in decode order; `undefined` after the last one. */
  load(packet: Packet | undefined): void {
    // Some writers put in empty samples for pictures they dropped: nothing to copy.
    if (packet?.byteLength === 0) return;
    this.#packet = packet;
    this.#isEnded = packet === undefined;
    if (packet?.type === 'key') this.#clockBefore = this.#clock.state;
    this.#decodeAt = Infinity;
    if (packet === undefined) return;
    const presentAt = toTicks(packet.timestamp);
    this.#decodeAt = this.#clock.next(presentAt);
    this.#output.muxer.announce({presentAt, decodeAt: this.#decodeAt});
  }

  /** Writes the picture that is due, into a new segment if it can begin one. */
  step(audio: AudioFeed | undefined): void {
    const packet = this.#packet;
    if (packet === undefined) return;
    const {muxer, segmenter, shift} = this.#output;
    const presentAt = toTicks(packet.timestamp) + shift;
    const picture = this.#builder.build(packet.data, packet.type === 'key', packet.units);
    if (picture.isRandomAccess && segmenter.isDue(presentAt)) {
      audio?.flush();
      segmenter.cut(presentAt);
    }
    muxer.writeVideo(picture.unit, {presentAt, decodeAt: this.#decodeAt + shift}, picture.isRandomAccess);
    this.frames += 1;
    this.end = Math.max(this.end, packet.timestamp + packet.duration);
    this.#packet = undefined;
  }

  /** Asked for between two segments: the picture that is due begins the next one. */
  get state(): VideoState | undefined {
    if (!this.#packet || !this.#clockBefore) return undefined;
    return {nextAt: this.#packet.timestamp, frames: this.frames, clock: this.#clockBefore};
  }
}
