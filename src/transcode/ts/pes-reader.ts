import {PacketCarry} from './packet-carry.ts';
import {PACKET_BYTES, PAT_PID} from './packet-writer.ts';
import {readTime, unwrap} from './scanner.ts';
import {readAssociation, readMap} from './table-reader.ts';

/** One PES of a stream: an access unit in Annex B form, or some ADTS frames. */
export interface PesUnit {
  /** A copy: it stays as it is. */
  readonly data: Uint8Array;
  /** 90 kHz ticks; may be negative. */
  readonly presentAt: number;
  /** A decoder can begin here. */
  readonly isRandomAccess: boolean;
}

/** Takes apart the transport stream that ffmpeg writes, as it comes: whole packets of two streams in good order. */
export class PesReader {
  readonly #onUnit: (track: 'video' | 'audio', unit: PesUnit) => void;
  readonly #carry = new PacketCarry((bytes, from) => {
    let at = from;
    for (; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) this.#packet(bytes, at);
    return at;
  });
  #mapPid = -1;
  readonly #streams = new Map<number, PesStream>();

  constructor(onUnit: (track: 'video' | 'audio', unit: PesUnit) => void) {
    this.#onUnit = onUnit;
  }

  /** Which streams there are; none before the program map. */
  get has(): {readonly video: boolean; readonly audio: boolean} {
    const tracks = [...this.#streams.values()].map(({track}) => track);
    return {video: tracks.includes('video'), audio: tracks.includes('audio')};
  }

  push(bytes: Uint8Array): void {
    this.#carry.push(bytes);
  }

  /** Gives the last unit of each stream. */
  finish(): void {
    for (const stream of this.#streams.values()) this.#give(stream);
  }

  #packet(bytes: Uint8Array, at: number): void {
    const second = bytes[at + 1] ?? 0;
    const fourth = bytes[at + 3] ?? 0;
    const pid = ((second & 0x1f) << 8) | (bytes[at + 2] ?? 0);
    if ((fourth & 0x10) === 0) return;
    const fieldBytes = (fourth & 0x20) === 0 ? 0 : 1 + (bytes[at + 4] ?? 0);
    const payload = at + 4 + fieldBytes;
    if (pid === PAT_PID) this.#mapPid = readAssociation(bytes, payload) ?? this.#mapPid;
    else if (pid === this.#mapPid) this.#readMap(bytes, payload);
    else {
      const stream = this.#streams.get(pid);
      if (!stream) return;
      if ((second & 0x40) !== 0) {
        this.#give(stream);
        stream.begin(bytes, payload, at + PACKET_BYTES, fieldBytes > 1 && ((bytes[at + 5] ?? 0) & 0x40) !== 0);
      } else stream.append(bytes.subarray(payload, at + PACKET_BYTES));
    }
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
  #presentAt = 0;
  #isRandomAccess = false;

  constructor(track: 'video' | 'audio') {
    this.track = track;
  }

  begin(bytes: Uint8Array, at: number, end: number, isRandomAccess: boolean): void {
    this.#presentAt = unwrap(readTime(bytes, at + 9), this.#presentAt);
    this.#isRandomAccess = isRandomAccess;
    this.append(bytes.subarray(at + 9 + (bytes[at + 8] ?? 0), end));
  }

  append(bytes: Uint8Array): void {
    if (this.#used + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  end(): PesUnit | undefined {
    if (this.#used === 0) return undefined;
    const data = this.#bytes.slice(0, this.#used);
    this.#used = 0;
    return {data, presentAt: this.#presentAt, isRandomAccess: this.#isRandomAccess};
  }
}
