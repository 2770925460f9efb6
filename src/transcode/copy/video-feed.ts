import type {EncodedPacket} from 'mediabunny';
import type {Segmenter} from '../hls/segmenter.ts';
import type {DecodeClock} from '../ts/decode-clock.ts';
import type {PictureBuilder} from '../ts/h264.ts';
import type {TsMuxer} from '../ts/muxer.ts';
import type {AudioFeed} from './audio-feed.ts';
import {toTicks, type PacketSource} from './packet-source.ts';

/** What a feed writes to, and the distance from the source's times to those of the output, in ticks. */
export interface FeedOutput {
  readonly muxer: TsMuxer;
  readonly segmenter: Segmenter;
  readonly shift: number;
}

/** Writes a track's pictures, one at a time. */
export class VideoFeed {
  readonly #reader: PacketSource;
  readonly #builder: PictureBuilder;
  readonly #clock: DecodeClock;
  readonly #output: FeedOutput;
  readonly #lead: number;
  #packet: EncodedPacket | undefined;
  #decodeAt = Infinity;
  /** Pictures written. */
  frames = 0;
  /** Where the last picture ends, in seconds of the source. */
  end = 0;

  /** @param lead How long the first picture waits between decoding and presentation, in ticks. */
  constructor(reader: PacketSource, builder: PictureBuilder, clock: DecodeClock, output: FeedOutput, lead: number) {
    this.#reader = reader;
    this.#builder = builder;
    this.#clock = clock;
    this.#output = output;
    this.#lead = lead;
  }

  /** When the next picture's turn is among all that is to be written, in ticks; `Infinity` after the last one. */
  get due(): number {
    return this.#decodeAt + this.#lead;
  }

  async begin(): Promise<void> {
    this.#load(await this.#reader.first());
  }

  /** Writes the picture that is due, into a new segment if it can begin one. */
  async step(audio: AudioFeed | undefined): Promise<void> {
    const packet = this.#packet;
    if (packet === undefined) return;
    const {muxer, segmenter, shift} = this.#output;
    const presentAt = toTicks(packet.timestamp) + shift;
    const picture = this.#builder.build(packet.data, packet.type === 'key');
    if (picture.isRandomAccess && segmenter.isDue(presentAt)) {
      audio?.flush();
      segmenter.cut(presentAt);
    }
    muxer.writeVideo(picture.unit, {presentAt, decodeAt: this.#decodeAt}, picture.isRandomAccess);
    this.frames += 1;
    this.end = Math.max(this.end, packet.timestamp + packet.duration);
    this.#load(await this.#nextFilled(packet));
  }

  /** Some writers put in empty samples for pictures they dropped: nothing to copy. */
  async #nextFilled(packet: EncodedPacket): Promise<EncodedPacket | undefined> {
    let next = await this.#reader.next(packet);
    while (next?.byteLength === 0) next = await this.#reader.next(next);
    return next;
  }

  #load(packet: EncodedPacket | undefined): void {
    this.#packet = packet;
    this.#decodeAt = packet === undefined ? Infinity : this.#clock.next(toTicks(packet.timestamp)) + this.#output.shift;
  }
}
