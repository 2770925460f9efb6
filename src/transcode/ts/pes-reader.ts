import {PacketCarry} from './packet-carry.ts';
import {PACKET_BYTES, PAT_PID, SYNC_BYTE} from './packet-writer.ts';
import {readTime, unwrap} from './scanner.ts';
import {readAssociation, readMap} from './table-reader.ts';

/** Up to the length of what is optional in it. */
const PES_HEADER_BYTES = 9;
const CLOCK_TURN = 2 ** 33;
/** In ticks. */
const MINUTE = 60 * 90_000;
/** No picture is longer. */
const MOST_UNIT_BYTES = 16 << 20;

/** One PES of a stream: an access unit in Annex B form, or some ADTS frames. */
export interface PesUnit {
  /** In memory that is used again: valid until the next unit of this stream has begun. */
  readonly data: Uint8Array;
  /** 90 kHz ticks; may be negative. */
  readonly presentAt: number;
  /** By the same clock; `presentAt` where nothing else is said. */
  readonly decodeAt: number;
  /** A decoder can begin here. */
  readonly isRandomAccess: boolean;
  /** Packets of it are missing or broken. */
  readonly isTorn: boolean;
}

/** Thrown for bytes that are no transport stream, or one that is encrypted or tells no times. */
export class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';
}

/**
 * Takes apart a transport stream as it comes: its first H.264 and its first AAC stream.
 *
 * @throws BrokenStreamError from {@link push}.
 */
export class PesReader {
  readonly #onUnit: (track: 'video' | 'audio', unit: PesUnit) => void;
  #near: number;
  readonly #carry = new PacketCarry((bytes, from) => {
    let at = from;
    for (; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) this.#packet(bytes, at);
    return at;
  });
  #mapPid = -1;
  readonly #streams = new Map<number, PesStream>();

  /**
   * @param near The clock of 33 bits turns over: a time that the first ones are near to, in ticks. `Infinity` if that is
   *     not known: the very first one is taken as it is, but for the last minute before the turn, which is below zero.
   */
  constructor(onUnit: (track: 'video' | 'audio', unit: PesUnit) => void, near = 0) {
    this.#onUnit = onUnit;
    this.#near = near;
  }

  /** Which streams there are; none before the program map. */
  get has(): {readonly video: boolean; readonly audio: boolean} {
    return {video: this.pidOf('video') !== undefined, audio: this.pidOf('audio') !== undefined};
  }

  /** `undefined` before the program map, and where there is none. */
  pidOf(track: 'video' | 'audio'): number | undefined {
    return [...this.#streams].find(([, stream]) => stream.track === track)?.[0];
  }

  push(bytes: Uint8Array): void {
    this.#carry.push(bytes);
  }

  /** Gives the last unit of each stream. */
  finish(): void {
    for (const stream of this.#streams.values()) this.#give(stream);
  }

  #packet(bytes: Uint8Array, at: number): void {
    if (bytes[at] !== SYNC_BYTE) throw new BrokenStreamError('A packet does not begin like one.');
    const second = bytes[at + 1] ?? 0;
    const fourth = bytes[at + 3] ?? 0;
    const pid = ((second & 0x1f) << 8) | (bytes[at + 2] ?? 0);
    if ((fourth & 0x10) === 0) return;
    const fieldBytes = (fourth & 0x20) === 0 ? 0 : 1 + (bytes[at + 4] ?? 0);
    const payload = at + 4 + fieldBytes;
    const isStart = (second & 0x40) !== 0;
    const stream = this.#streams.get(pid);
    if (stream) {
      if ((fourth & 0xc0) !== 0) throw new BrokenStreamError('A packet is encrypted.');
      if (payload > at + PACKET_BYTES) throw new BrokenStreamError('A packet is longer than it is.');
      const flags = fieldBytes > 1 ? (bytes[at + 5] ?? 0) : 0;
      const isLeap = (flags & 0x80) !== 0;
      const contents = isStart ? payload + PES_HEADER_BYTES + (bytes[payload + 8] ?? 0) : payload;
      if (!isLeap && stream.repeats(fourth & 15, isStart, bytes, contents, at + PACKET_BYTES)) return;
      stream.count(fourth & 15, {isBroken: (second & 0x80) !== 0, isLeap});
      if (isStart) {
        this.#give(stream);
        const isRandomAccess = (flags & 0x40) !== 0;
        const presentAt = stream.begin(bytes, payload, at + PACKET_BYTES, {isRandomAccess, near: this.#near});
        if (!Number.isFinite(this.#near)) this.#near = presentAt;
      } else stream.append(bytes, payload, at + PACKET_BYTES);
    } else if (pid === PAT_PID) this.#mapPid = readAssociation(bytes, payload) ?? this.#mapPid;
    else if (pid === this.#mapPid && isStart) this.#readMap(bytes, payload);
  }

  #readMap(bytes: Uint8Array, at: number): void {
    if (this.#streams.size > 0) return;
    const {videoPid, audioPid} = readMap(bytes, at);
    if (videoPid !== undefined) this.#streams.set(videoPid, new PesStream('video'));
    if (audioPid !== undefined) this.#streams.set(audioPid, new PesStream('audio'));
  }

  #give(stream: PesStream): void {
    const unit = stream.end();
    if (unit) this.#onUnit(stream.track, unit);
  }
}

/** The PES of one stream, put together. */
class PesStream {
  readonly track: 'video' | 'audio';
  #bytes = new Uint8Array(1 << 16);
  #used = 0;
  #counter: number | undefined;
  /** So often has the counter stood still. */
  #sames = 0;
  /** Bytes of the unit by its header. */
  #stated = Infinity;
  #presentAt: number | undefined;
  #decodeAt = 0;
  #isRandomAccess = false;
  #isTorn = false;

  constructor(track: 'video' | 'audio') {
    this.track = track;
  }

  /** Whether this is the last packet once more: one may be sent twice (ISO 13818-1, 2.4.3.3). @param from Behind its headers. */
  repeats(counter: number, isStart: boolean, bytes: Uint8Array, from: number, end: number): boolean {
    const lastFrom = this.#used - (end - from);
    if (counter !== this.#counter || (isStart ? lastFrom !== 0 : lastFrom < 0)) return false;
    return bytes.subarray(from, end).every((byte, index) => byte === this.#bytes[lastFrom + index]);
  }

  /** Notes a packet. @param isLeap It is said that the counter begins anew. */
  count(counter: number, {isBroken, isLeap}: {readonly isBroken: boolean; readonly isLeap: boolean}): void {
    const last = this.#counter;
    this.#counter = counter;
    this.#sames = counter === last && !isLeap ? this.#sames + 1 : 0;
    if (this.#sames > 1) throw new BrokenStreamError('Packets are not counted.');
    const follows = last === undefined || isLeap || counter === ((last + 1) & 15);
    this.#isTorn ||= isBroken || !follows;
  }

  /** The header of a PES (ISO 13818-1, 2.4.3.6) and what comes after it. Gives its time. */
  begin(
    bytes: Uint8Array,
    at: number,
    end: number,
    {isRandomAccess, near}: {readonly isRandomAccess: boolean; readonly near: number},
  ): number {
    const from = at + PES_HEADER_BYTES + (bytes[at + 8] ?? 0);
    const hasPrefix = bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1;
    const [length, flags] = [((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0), (bytes[at + 7] ?? 0) >> 6];
    if (!hasPrefix || from > end || flags < 2) throw new BrokenStreamError('A unit does not begin with its time.');
    const time = readTime(bytes, at + 9);
    const isBelowZero = near === Infinity && time >= CLOCK_TURN - MINUTE;
    const presentAt = unwrap(time, this.#presentAt ?? (isBelowZero ? 0 : near));
    this.#presentAt = presentAt;
    this.#decodeAt = flags === 3 ? unwrap(readTime(bytes, at + 14), presentAt) : presentAt;
    this.#stated = length === 0 ? Infinity : length + 6 - (from - at);
    if (this.#stated < 0) throw new BrokenStreamError('A unit is shorter than its header.');
    this.#isRandomAccess = isRandomAccess;
    this.append(bytes, from, end);
    return presentAt;
  }

  /** Takes a packet's payload; unless it is of no use: without a beginning, or sound after a hole. */
  append(bytes: Uint8Array, from: number, end: number): void {
    if (this.#presentAt === undefined || (this.#isTorn && this.track === 'audio')) return;
    if (this.#used + (end - from) > this.#bytes.length) {
      if (this.#bytes.length >= MOST_UNIT_BYTES) throw new BrokenStreamError('A unit is too long.');
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(from, end), this.#used);
    this.#used += end - from;
  }

  end(): PesUnit | undefined {
    const isTorn = this.#isTorn;
    this.#isTorn = false;
    if (this.#used === 0 || this.#presentAt === undefined) return undefined;
    const data = this.#bytes.subarray(0, Math.min(this.#used, this.#stated));
    this.#used = 0;
    return {data, presentAt: this.#presentAt, decodeAt: this.#decodeAt, isRandomAccess: this.#isRandomAccess, isTorn};
  }
}
