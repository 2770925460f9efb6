import type {EncodedPacket} from 'mediabunny';
import {ADTS_BYTES, readAacConfig, startsWithAdts, writeAdtsHeader, type AacConfig} from '../ts/aac.ts';
import {PES_HEADROOM} from '../ts/muxer.ts';
import {TranscodeError} from '../transcode-error.ts';
import {toTicks, type PacketReader} from './packet-reader.ts';
import type {FeedOutput} from './video-feed.ts';

/** AAC frames are small: several share a PES, so that little room is lost to filling. */
const FRAMES_A_PES = 8;
const PES_BYTES = 1 << 16;

/** Copies a track's AAC frames, a few at a time. */
export class AudioFeed {
  readonly #reader: PacketReader;
  readonly #config: AacConfig | undefined;
  readonly #output: FeedOutput;
  readonly #cutsSegments: boolean;
  readonly #bytes = new Uint8Array(PES_BYTES);
  #end = PES_HEADROOM;
  #frames = 0;
  #startsAt = 0;
  #packet: EncodedPacket | undefined;
  /** Seconds of sound written. */
  seconds = 0;
  /** Where the last frame ends, in seconds of the source. */
  end = 0;

  /** @param cutsSegments There is no video to do it. */
  constructor(reader: PacketReader, config: AacConfig | undefined, output: FeedOutput, cutsSegments: boolean) {
    this.#reader = reader;
    this.#config = config;
    this.#output = output;
    this.#cutsSegments = cutsSegments;
  }

  /** When the next frame's turn is, in ticks; `Infinity` after the last one. */
  get due(): number {
    return this.#packet === undefined ? Infinity : toTicks(this.#packet.timestamp) + this.#output.shift;
  }

  async begin(): Promise<void> {
    this.#packet = await this.#reader.first();
  }

  /** Takes the frame that is due. */
  async step(): Promise<void> {
    const packet = this.#packet;
    if (packet === undefined) return;
    const {segmenter} = this.#output;
    if (this.#cutsSegments && segmenter.isDue(this.due)) {
      this.flush();
      segmenter.cut(this.due);
    }
    if (this.#frames === FRAMES_A_PES || this.#end + packet.byteLength + ADTS_BYTES > PES_BYTES) this.flush();
    if (packet.byteLength > 0) this.#add(packet.data, this.due);
    this.seconds += packet.duration;
    this.end = Math.max(this.end, packet.timestamp + packet.duration);
    this.#packet = await this.#reader.next(packet);
  }

  /** Writes the frames that are held. */
  flush(): void {
    if (this.#frames === 0) return;
    this.#output.muxer.writeAudio({bytes: this.#bytes, end: this.#end}, this.#startsAt);
    this.#end = PES_HEADROOM;
    this.#frames = 0;
  }

  #add(frame: Uint8Array, presentAt: number): void {
    if (this.#frames === 0) this.#startsAt = presentAt;
    if (this.#config !== undefined) {
      writeAdtsHeader(this.#config, frame.length, this.#bytes, this.#end);
      this.#end += ADTS_BYTES;
    } else if (!startsWithAdts(frame)) {
      throw new TranscodeError('media-unsupported', 'The audio does not say how it is encoded.');
    }
    this.#bytes.set(frame, this.#end);
    this.#end += frame.length;
    this.#frames += 1;
  }
}

/** Reads the audio track's record; `undefined` when the frames carry their own headers. */
export async function audioConfig(reader: PacketReader): Promise<AacConfig | undefined> {
  const record = await reader.record();
  return record && readAacConfig(record);
}
