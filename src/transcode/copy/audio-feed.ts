import {
  ADTS_BYTES,
  adtsFrame,
  endsWell,
  frameSeconds,
  isBlank,
  silentFrame,
  startsWithAdts,
  writeAdtsHeader,
  type AacConfig,
} from '../ts/aac.ts';
import {PES_HEADROOM} from '../ts/muxer.ts';
import {TranscodeError} from '../transcode-error.ts';
import {toTicks, type Packet} from './packet-source.ts';
import type {FeedOutput} from './video-feed.ts';

/** AAC frames are small: several share a PES, so that little room is lost to filling. A longer one would come too late. */
const PES_TICKS = 18_000;
const PES_BYTES = 1 << 16;
/** Some containers (Matroska) round times to 1 ms: a frame within this of its place is in its place. */
const JITTER_TICKS = 450;

/** Where a track goes on after a segment. */
export interface AudioState {
  /** When the next frame is heard, in seconds of the source; `undefined` after the last one. */
  readonly nextAt: number | undefined;
  readonly frames: number;
  /** Where the last frame ends. */
  readonly end: number;
  /** How long a frame is. */
  readonly frameSeconds: number;
}

/** Writes a track's AAC frames, a few at a time. */
export class AudioFeed {
  readonly #config: AacConfig | undefined;
  readonly #output: FeedOutput;
  readonly #cutsSegments: boolean;
  readonly #bytes = new Uint8Array(PES_BYTES);
  #end = PES_HEADROOM;
  #heldFrames = 0;
  #startsAt = 0;
  #expectedAt = -Infinity;
  /** Frames of this track end as they should: not so where the writer of all of them had a habit of its own. */
  #hasWhole = false;
  #holdsBroken = false;
  #frameSeconds = 0;
  #packet: Packet | undefined;
  #isEnded = false;
  /** Frames written or held. */
  frames: number;
  /** Where the last frame ends, in seconds of the source. */
  end: number;

  /** @param cutsSegments There is no video to do it. @param from Where an earlier feed has stopped. */
  constructor(config: AacConfig | undefined, output: FeedOutput, cutsSegments: boolean, from?: AudioState) {
    this.frames = from?.frames ?? 0;
    this.end = from?.nextAt ?? from?.end ?? 0;
    this.#isEnded = from !== undefined && from.nextAt === undefined;
    this.#config = config;
    this.#output = output;
    this.#cutsSegments = cutsSegments;
  }

  get isEmpty(): boolean {
    return this.#packet === undefined;
  }

  /** It can do nothing before it is given the next packet. */
  get isHungry(): boolean {
    return this.#packet === undefined && !this.#isEnded;
  }

  /** When the next frame's turn is, in ticks of the source; `Infinity` after the last one. */
  get due(): number {
    return this.#packet === undefined ? Infinity : toTicks(this.#packet.timestamp);
  }

  /** Takes the next frame; `undefined` after the last one. */
  load(packet: Packet | undefined): void {
    this.#packet = packet;
    this.#isEnded = packet === undefined;
    if (packet === undefined) this.flush();
  }

  /** Takes in the frame that is due. */
  step(): void {
    const packet = this.#packet;
    if (packet === undefined) return;
    const {segmenter, shift} = this.#output;
    const dueAt = this.due + shift;
    if (this.#cutsSegments && segmenter.isDue(dueAt)) {
      this.flush();
      segmenter.cut(dueAt);
    }
    if (dueAt - this.#startsAt >= PES_TICKS || this.#end + packet.byteLength + ADTS_BYTES > PES_BYTES) this.flush();
    if (packet.byteLength > 0) this.#add(packet.data, dueAt);
    this.end = Math.max(this.end, packet.timestamp + packet.duration);
    this.#packet = undefined;
  }

  /** Asked for between two segments. */
  get state(): AudioState {
    return {nextAt: this.#packet?.timestamp, frames: this.frames, end: this.end, frameSeconds: this.#frameSeconds};
  }

  /** Writes the frames that are held. */
  flush(): void {
    if (this.#heldFrames === 0) return;
    if (this.#holdsBroken && this.#config) this.#silenceHeld(this.#config);
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
    this.#frameSeconds = this.#config ? frameSeconds(this.#config) : (adtsFrame(frame, 0)?.seconds ?? 0);
    this.#expectedAt = presentAt + this.#frameSeconds * 90_000;
    if (this.#config !== undefined) {
      const isWhole = endsWell(frame);
      this.#hasWhole ||= isWhole;
      this.#holdsBroken ||= !isWhole && (this.#hasWhole || isBlank(frame));
    } else if (!startsWithAdts(frame)) {
      throw new TranscodeError('media-unsupported', 'The audio does not say how it is encoded.');
    }
    this.#append(frame, this.#config);
    this.#heldFrames += 1;
    this.frames += 1;
  }

  /** Frames beside a broken one are not trusted either; a player would stop at one. */
  #silenceHeld(config: AacConfig): void {
    const silence = silentFrame(config);
    this.#end = PES_HEADROOM;
    for (let count = 0; count < this.#heldFrames; count += 1) this.#append(silence, config);
    this.#holdsBroken = false;
  }

  #append(frame: Uint8Array, config: AacConfig | undefined): void {
    if (config !== undefined) {
      writeAdtsHeader(config, frame.length, this.#bytes, this.#end);
      this.#end += ADTS_BYTES;
    }
    this.#bytes.set(frame, this.#end);
    this.#end += frame.length;
  }
}
