import {TICKS_A_SECOND, type Packet} from '../copy/packet-source.ts';
import {soundPackets, type StreamSound} from '../copy/stream-sound.ts';
import {StreamWriter, type StreamState, type Track} from '../copy/stream-writer.ts';
import type {DisplayOrder} from '../ts/decode-clock.ts';
import {PesReader, type PesUnit} from '../ts/pes-reader.ts';

/** Nothing of a track for so long: it has a hole there, or its end. ffmpeg lets tracks get 10 s apart. */
const APART_SECONDS = 11;
/** Pictures of a stream that goes on are wanted from here on, or a little earlier. */
const NEAR_SECONDS = 0.002;

interface IntakeOptions {
  readonly onSegment: (state: StreamState) => void;
  /** What an earlier run has reached. */
  readonly resume: StreamState | undefined;
  /** The source's time at which this run of ffmpeg begins to count. */
  readonly baseSeconds: number;
  /** Another stream, to be cut where that one is. */
  readonly like?: ConstructorParameters<typeof StreamWriter>[4];
  /** How the pictures are shuffled. */
  readonly order: Omit<DisplayOrder, 'first'>;
}

/** Where a stream's sound comes from, when ffmpeg writes none into it. */
export type OtherSound =
  /** From that one, which ffmpeg writes at the same time. */
  | {readonly kind: 'beside'; readonly intake: StreamIntake}
  /** From one that is made; `undefined` when it is silent. */
  | {readonly kind: 'made'; readonly sound: StreamSound | undefined};

/** Takes the transport stream that ffmpeg writes and makes ours of it: cut into segments, with a clock in it. */
export class StreamIntake {
  readonly #file: Pick<FileSystemSyncAccessHandle, 'write'>;
  readonly #options: IntakeOptions;
  readonly #reader = new PesReader((track, unit) => this.#take(track, unit));
  readonly #queues: Readonly<Record<Track, Packet[]>> = {video: [], audio: []};
  readonly #clock = new PictureSteps();
  readonly #sound: OtherSound | undefined;
  readonly #beside: StreamIntake[] = [];
  #writer: StreamWriter | undefined;

  constructor(file: Pick<FileSystemSyncAccessHandle, 'write'>, options: IntakeOptions, sound?: OtherSound) {
    this.#file = file;
    this.#options = options;
    this.#sound = sound;
    if (sound?.kind === 'beside') sound.intake.#beside.push(this);
  }

  /** `undefined` before the first packet. */
  get writer(): StreamWriter | undefined {
    return this.#writer;
  }

  /** Takes what ffmpeg has written; all of it, in order. */
  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
    this.#drain();
    for (const intake of this.#beside) intake.#drain();
  }

  /** ffmpeg has written all. The one whose sound others have ends first. */
  finish(): void {
    this.#reader.finish();
    const writer = (this.#writer ??= this.#open());
    if (!writer) return;
    while (this.#queues.video.length > 0 || this.#queues.audio.length > 0 || writer.wants !== undefined) {
      const track = writer.wants ?? (this.#queues.video.length > 0 ? 'video' : 'audio');
      writer.give(track, this.#next(track));
    }
  }

  #take(track: Track, unit: PesUnit): void {
    const timestamp = this.#options.baseSeconds + unit.presentAt / TICKS_A_SECOND;
    if (track === 'video') {
      const type = unit.isRandomAccess ? 'key' : 'delta';
      const data = unit.data.slice();
      const duration = this.#clock.step(timestamp);
      this.#add(track, {data, byteLength: data.length, timestamp, duration, type}, NEAR_SECONDS);
      return;
    }
    for (const packet of soundPackets(unit, timestamp)) {
      for (const intake of [this, ...this.#beside]) intake.#add(track, packet, packet.duration / 2);
    }
  }

  #add(track: Track, packet: Packet, tolerance: number): void {
    const from = this.#options.resume?.[track]?.nextAt;
    if (from === undefined || packet.timestamp >= from - tolerance) this.#queues[track].push(packet);
  }

  #next(track: Track): Packet | undefined {
    if (track === 'video' || this.#sound?.kind !== 'made') return this.#queues[track].shift();
    const from = this.#options.resume?.audio?.nextAt ?? -Infinity;
    for (;;) {
      const packet = this.#sound.sound?.read();
      if (!packet || packet.timestamp >= from - packet.duration / 2) return packet;
    }
  }

  #drain(): void {
    const writer = (this.#writer ??= this.#canOpen() ? this.#open() : undefined);
    if (!writer) return;
    for (;;) {
      const late = (['video', 'audio'] as const).find(
        (track) => writer.wants !== track && this.#queues[track].length > 0 && writer.takes(track),
      );
      const track = late ?? writer.wants;
      if (track === undefined) return;
      const isMade = track === 'audio' && this.#sound?.kind === 'made';
      const packet = this.#next(track);
      if (!packet && !isMade && !this.#isSilent(track)) return;
      writer.give(track, packet);
    }
  }

  /** The other track is so far ahead that nothing more of this one can come before it. */
  #isSilent(track: Track): boolean {
    const other = this.#queues[track === 'video' ? 'audio' : 'video'];
    return (other.at(-1)?.timestamp ?? 0) - (other[0]?.timestamp ?? 0) > APART_SECONDS;
  }

  /** Which tracks there are; `undefined` before ffmpeg has said so of each. */
  get #tracks(): {readonly video: boolean; readonly audio: boolean} | undefined {
    const own = this.#reader.has;
    switch (this.#sound?.kind) {
      case undefined:
        return own;
      case 'made':
        return {video: own.video, audio: this.#sound.sound !== undefined};
      case 'beside': {
        const beside = this.#sound.intake.#reader.has;
        return own.video && beside.video ? {video: true, audio: beside.audio} : undefined;
      }
    }
  }

  #canOpen(): boolean {
    const {video, audio} = this.#tracks ?? {video: false, audio: false};
    return (!video || this.#queues.video.length > 0) && (video || (audio && this.#queues.audio.length > 0));
  }

  #open(): StreamWriter | undefined {
    const {video, audio} = this.#tracks ?? {video: false, audio: false};
    const [picture] = this.#queues.video;
    if (video && !picture && this.#queues.audio.length === 0) return undefined;
    const first = Math.round((picture?.timestamp ?? 0) * TICKS_A_SECOND);
    return new StreamWriter(
      this.#file,
      {
        video: video && picture ? {record: undefined, order: {...this.#options.order, first}} : undefined,
        audio: audio ? {record: undefined} : undefined,
      },
      this.#options.onSegment,
      this.#options.resume,
      this.#options.like,
    );
  }
}

/** How long a picture is shown: a transport stream does not say, so as long as those before it were on average. */
class PictureSteps {
  #first = Infinity;
  #last = -Infinity;
  #count = 0;

  step(timestamp: number): number {
    this.#first = Math.min(this.#first, timestamp);
    this.#last = Math.max(this.#last, timestamp);
    this.#count += 1;
    return this.#count < 2 ? 1 / 25 : (this.#last - this.#first) / (this.#count - 1);
  }
}
