import {adtsFrame} from './aac.ts';
import {annexBUnits, isEntryUnit} from './h264.ts';
import {PacketCarry} from './packet-carry.ts';
import {PACKET_BYTES, PAT_PID, SYNC_BYTE} from './packet-writer.ts';
import {readAssociation, readMap} from './table-reader.ts';

/** What a stretch of a transport stream holds; times in seconds. */
export interface StreamFindings {
  readonly hasVideo: boolean;
  readonly hasAudio: boolean;
  readonly videoFrames: number;
  /** From the first picture shown to the last one shown. */
  readonly videoSeconds: number;
  /** Pictures a second; `undefined` where they are uneven. */
  readonly frameRate: number | undefined;
  readonly audioFrames: number;
  readonly audioSeconds: number;
  /** When each segment begins: its first picture, without video its first sound. In seconds of the stream's clock. */
  readonly segmentStarts: readonly number[];
  /** When the first picture or sound begins, by the same clock. */
  readonly start: number;
  /** When the last picture or sound ends, by the same clock. */
  readonly end: number;
  /** What no player should have to take; empty for a good stream. */
  readonly faults: readonly string[];
}

/** How much of a picture is looked at to tell whether it is a key frame. */
const HEAD_BYTES = 64 * 1024;
const MOST_FAULTS = 5;
/** Some containers round times to 1 ms: steps that differ no more are even. */
const EVEN_STEP_TICKS = 200;
/** The first decode times are made up: B-frames need them before there are any. */
const STEPS_TO_SKIP = 17;

/**
 * Reads a transport stream as it comes and notes what is in it, at constant memory.
 *
 * Tell it where segments begin with {@link startSegment}; it then expects the tables and a key frame.
 */
export class TsScanner {
  readonly #carry = new PacketCarry((bytes, at) => this.#packets(bytes, at));
  #position = 0;
  #mapPid = -1;
  #videoPid = -1;
  #audioPid = -1;
  readonly #counters = new Map<number, number>();
  readonly #faults: string[] = [];
  #segment = -1;
  #expectsTables = false;
  #expectsKey = false;
  #head = new Uint8Array(HEAD_BYTES);
  #headBytes = -1;
  #videoFrames = 0;
  #firstShown = Infinity;
  #lastShown = -Infinity;
  #lastDecode = -Infinity;
  #shortestStep = Infinity;
  #longestStep = -Infinity;
  #sound = new Uint8Array(1 << 17);
  #soundBytes = 0;
  #firstSound = Infinity;
  #soundAt = -Infinity;
  #soundEnd = -Infinity;
  readonly #segmentStarts: number[] = [];
  #audioFrames = 0;
  #audioSeconds = 0;

  /** The next byte pushed is the first of a segment. */
  startSegment(): void {
    this.#judgeHead();
    if (this.#expectsKey && this.#segment >= 0) this.#fault('has no picture');
    this.#segment += 1;
    this.#expectsTables = true;
    this.#expectsKey = true;
  }

  push(bytes: Uint8Array): void {
    this.#carry.push(bytes);
  }

  /** Ends the reading and says what was found. */
  finish(): StreamFindings {
    this.#judgeHead();
    this.#countSound();
    if (this.#carry.carried > 0) this.#fault('ends inside a packet');
    if (this.#expectsKey && this.#videoPid >= 0) this.#fault('has no picture');
    return {
      hasVideo: this.#videoFrames > 0,
      hasAudio: this.#audioFrames > 0,
      videoFrames: this.#videoFrames,
      videoSeconds: this.#videoFrames > 0 ? (this.#lastShown - this.#firstShown) / 90_000 : 0,
      frameRate: this.#frameRate(),
      audioFrames: this.#audioFrames,
      audioSeconds: this.#audioSeconds,
      segmentStarts: this.#segmentStarts,
      start: Math.min(this.#firstShown, this.#firstSound) / 90_000,
      end: Math.max(this.#pictureEnd(), this.#soundEnd),
      faults: this.#faults,
    };
  }

  #frameRate(): number | undefined {
    if (!(this.#longestStep - this.#shortestStep <= EVEN_STEP_TICKS)) return undefined;
    return ((this.#videoFrames - 1) * 90_000) / (this.#lastShown - this.#firstShown);
  }

  /** The last picture is taken to last as long as the others do. */
  #pictureEnd(): number {
    if (this.#videoFrames === 0) return -Infinity;
    const steps = Math.max(1, this.#videoFrames - 1);
    const step = this.#videoFrames === 1 ? 0.04 : (this.#lastShown - this.#firstShown) / 90_000 / steps;
    return this.#lastShown / 90_000 + step;
  }

  #noteStart(ticks: number): void {
    if (this.#segmentStarts.length === this.#segment) this.#segmentStarts.push(ticks / 90_000);
  }

  /** Passes over packets that go on with a picture: only their order is to be checked. Says where the next other one is. */
  #passOver(bytes: Uint8Array, from: number): number {
    const last = this.#counters.get(this.#videoPid);
    if (last === undefined || this.#headBytes >= 0 || this.#expectsTables) return from;
    let at = from;
    let counter = last;
    const end = bytes.length - PACKET_BYTES;
    const [high, low] = [this.#videoPid >> 8, this.#videoPid & 0xff];
    while (at <= end && bytes[at] === SYNC_BYTE && bytes[at + 1] === high && bytes[at + 2] === low) {
      const next = (counter + 1) & 15;
      if (bytes[at + 3] !== (0x10 | next)) break;
      counter = next;
      at += PACKET_BYTES;
    }
    this.#counters.set(this.#videoPid, counter);
    this.#position += at - from;
    return at;
  }

  #packets(bytes: Uint8Array, from: number): number {
    let at = from;
    for (at = this.#passOver(bytes, at); at + PACKET_BYTES <= bytes.length; at = this.#passOver(bytes, at)) {
      this.#packet(bytes, at);
      at += PACKET_BYTES;
    }
    return at;
  }

  #packet(bytes: Uint8Array, at: number): void {
    this.#position += PACKET_BYTES;
    if (bytes[at] !== SYNC_BYTE) {
      this.#fault(`is out of step at byte ${String(this.#position - PACKET_BYTES)}`);
      return;
    }
    const second = bytes[at + 1] ?? 0;
    const fourth = bytes[at + 3] ?? 0;
    const pid = ((second & 0x1f) << 8) | (bytes[at + 2] ?? 0);
    if ((fourth & 0x10) === 0) return;
    this.#checkCounter(pid, fourth & 15);
    const payload = at + 4 + ((fourth & 0x20) === 0 ? 0 : 1 + (bytes[at + 4] ?? 0));
    const end = at + PACKET_BYTES;
    const isStart = (second & 0x40) !== 0;
    if (this.#expectsTables && pid !== 0x11) {
      if (pid !== PAT_PID) this.#fault('does not begin with its tables');
      this.#expectsTables = false;
    }
    if (pid === PAT_PID) this.#mapPid = readAssociation(bytes, payload) ?? this.#mapPid;
    else if (pid === this.#mapPid && isStart) this.#readMap(bytes, payload);
    else if (pid === this.#videoPid) this.#video(bytes, payload, end, isStart);
    else if (pid === this.#audioPid) this.#audio(bytes, payload, end, isStart);
  }

  #readMap(bytes: Uint8Array, at: number): void {
    const streams = readMap(bytes, at);
    this.#videoPid = streams.videoPid ?? -1;
    this.#audioPid = streams.audioPid ?? -1;
    if (this.#videoPid < 0) this.#expectsKey = false;
  }

  #checkCounter(pid: number, counter: number): void {
    const last = this.#counters.get(pid);
    if (last !== undefined && counter !== ((last + 1) & 15)) this.#fault('has lost packets');
    this.#counters.set(pid, counter);
  }

  #video(bytes: Uint8Array, from: number, to: number, isStart: boolean): void {
    let at = from;
    if (isStart) {
      this.#judgeHead();
      this.#videoFrames += 1;
      const presentAt = readTime(bytes, from + 9);
      const decodeAt = (bytes[from + 7] ?? 0) >= 0xc0 ? readTime(bytes, from + 14) : presentAt;
      this.#times(presentAt, decodeAt);
      at = from + 9 + (bytes[from + 8] ?? 0);
      if (this.#expectsKey) this.#headBytes = 0;
    }
    if (this.#headBytes < 0) return;
    const count = Math.min(to - at, HEAD_BYTES - this.#headBytes);
    this.#head.set(bytes.subarray(at, at + count), this.#headBytes);
    this.#headBytes += count;
    if (this.#headBytes === HEAD_BYTES) this.#judgeHead();
  }

  /** Decides, from the first bytes of a segment's first picture, whether a player can begin with it. */
  #judgeHead(): void {
    if (this.#headBytes < 0) return;
    const head = this.#head.subarray(0, this.#headBytes);
    let isKey = false;
    for (const {from, to} of annexBUnits(head)) {
      if (isEntryUnit(head.subarray(from, to))) isKey = true;
    }
    if (!isKey) this.#fault('does not begin with a key frame');
    this.#headBytes = -1;
    this.#expectsKey = false;
  }

  #times(presentAt: number, decodeAt: number): void {
    // The clock turns over after 26.5 hours: follow it.
    const shown = unwrap(presentAt, this.#lastShown);
    const decoded = unwrap(decodeAt, this.#lastDecode);
    if (decoded > shown) this.#fault('shows a picture before it is decoded');
    if (decoded <= this.#lastDecode) this.#fault('has decode times out of order');
    this.#noteStart(shown);
    this.#firstShown = Math.min(this.#firstShown, shown);
    this.#lastShown = Math.max(this.#lastShown, shown);
    if (this.#videoFrames > STEPS_TO_SKIP) {
      this.#shortestStep = Math.min(this.#shortestStep, decoded - this.#lastDecode);
      this.#longestStep = Math.max(this.#longestStep, decoded - this.#lastDecode);
    }
    this.#lastDecode = decoded;
  }

  #audio(bytes: Uint8Array, from: number, to: number, isStart: boolean): void {
    let at = from;
    if (isStart) {
      this.#countSound();
      this.#soundAt = unwrap(readTime(bytes, from + 9), this.#soundAt);
      this.#firstSound = Math.min(this.#firstSound, this.#soundAt);
      if (this.#videoPid < 0) this.#noteStart(this.#soundAt);
      this.#soundEnd = this.#soundAt / 90_000;
      at = from + 9 + (bytes[from + 8] ?? 0);
    }
    if (this.#soundBytes + (to - at) > this.#sound.length) this.#countSound();
    this.#sound.set(bytes.subarray(at, to), this.#soundBytes);
    this.#soundBytes += to - at;
  }

  #countSound(): void {
    let at = 0;
    while (at < this.#soundBytes) {
      const frame = adtsFrame(this.#sound.subarray(0, this.#soundBytes), at);
      if (frame === undefined) {
        if (this.#soundBytes - at > 7) this.#fault('has broken sound');
        break;
      }
      if (at + frame.length > this.#soundBytes) break;
      this.#audioFrames += 1;
      this.#audioSeconds += frame.seconds;
      this.#soundEnd += frame.seconds;
      at += frame.length;
    }
    this.#sound.copyWithin(0, at, this.#soundBytes);
    this.#soundBytes -= at;
  }

  #fault(what: string): void {
    if (this.#faults.length < MOST_FAULTS) this.#faults.push(`segment ${String(this.#segment + 1)} ${what}`);
  }
}

/** A time stamp of 33 bits in a PES header. */
export function readTime(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) >> 1) & 7;
  const middle = ((bytes[at + 1] ?? 0) << 7) | ((bytes[at + 2] ?? 0) >> 1);
  const low = ((bytes[at + 3] ?? 0) << 7) | ((bytes[at + 4] ?? 0) >> 1);
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}

/** A time stamp with the turns that its 33 bits lack: the one next to `near`. */
export function unwrap(time: number, near: number): number {
  if (!Number.isFinite(near)) return time;
  return time + Math.round((near - time) / 2 ** 33) * 2 ** 33;
}
