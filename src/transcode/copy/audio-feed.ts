import type {EncodedPacket} from 'mediabunny';
import {
  ADTS_BYTES,
  adtsFrame,
  frameSeconds,
  readAacConfig,
  startsWithAdts,
  writeAdtsHeader,
  type AacConfig,
} from '../ts/aac.ts';
import {PES_HEADROOM} from '../ts/muxer.ts';
import {TranscodeError} from '../transcode-error.ts';
import {toTicks, type PacketSource} from './packet-source.ts';
import type {FeedOutput} from './video-feed.ts';

/** AAC frames are small: several share a PES, so that little room is lost to filling. */
const FRAMES_A_PES = 8;
const PES_BYTES = 1 << 16;
/** Some containers (Matroska) round times to 1 ms: a frame within this of its place is in its place. */
const JITTER_TICKS = 450;

/** Writes a track's AAC frames, a few at a time. */
export class AudioFeed {
  readonly #reader: PacketSource;
  readonly #config: AacConfig | undefined;
  readonly #output: FeedOutput;
  readonly #cutsSegments: boolean;
  readonly #bytes = new Uint8Array(PES_BYTES);
  #end = PES_HEADROOM;
  #heldFrames = 0;
  #startsAt = 0;
  #expectedAt = -Infinity;
  #packet: EncodedPacket | undefined;
  /** Frames written. */
  frames = 0;
  /** Where the last frame ends, in seconds of the source. */
  end = 0;

  /** @param cutsSegments There is no video to do it. */
  constructor(reader: PacketSource, config: AacConfig | undefined, output: FeedOutput, cutsSegments: boolean) {
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
    if (this.#heldFrames === FRAMES_A_PES || this.#end + packet.byteLength + ADTS_BYTES > PES_BYTES) this.flush();
    if (packet.byteLength > 0) this.#add(packet.data, this.due);
    this.end = Math.max(this.end, packet.timestamp + packet.duration);
    this.#packet = await this.#reader.next(packet);
  }

  /** Writes the frames that are held. */
  flush(): void {
    if (this.#heldFrames === 0) return;
    this.#output.muxer.writeAudio({bytes: this.#bytes, end: this.#end}, this.#startsAt);
    this.#end = PES_HEADROOM;
    this.#heldFrames = 0;
  }

  #add(frame: Uint8Array, dueAt: number): void {
    const isInPlace = Math.abs(dueAt - this.#expectedAt) <= JITTER_TICKS;
    const presentAt = isInPlace ? this.#expectedAt : dueAt;
    // Only the first frame of a PES has a time of its own: one that is not in place begins another PES.
    if (!isInPlace) this.flush();
    if (this.#heldFrames === 0) this.#startsAt = Math.round(presentAt);
    this.#expectedAt = presentAt + this.#frameTicks(frame);
    if (this.#config !== undefined) {
      writeAdtsHeader(this.#config, frame.length, this.#bytes, this.#end);
      this.#end += ADTS_BYTES;
    } else if (!startsWithAdts(frame)) {
      throw new TranscodeError('media-unsupported', 'The audio does not say how it is encoded.');
    }
    this.#bytes.set(frame, this.#end);
    this.#end += frame.length;
    this.#heldFrames += 1;
    this.frames += 1;
  }

  #frameTicks(frame: Uint8Array): number {
    const seconds = this.#config ? frameSeconds(this.#config) : (adtsFrame(frame, 0)?.seconds ?? 0);
    return seconds * 90_000;
  }
}

/** Reads the audio track's record; `undefined` when the frames carry their own headers. */
export async function audioConfig(reader: PacketSource): Promise<AacConfig | undefined> {
  const record = await reader.record();
  return record && readAacConfig(record);
}
