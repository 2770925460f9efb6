import type {ByteSink} from '../byte-sink.ts';

export const PACKET_BYTES = 188;
/** What each packet begins with. */
export const SYNC_BYTE = 0x47;
const PAYLOAD_BYTES = PACKET_BYTES - 4;
export const PAT_PID = 0;
export const PMT_PID = 0x1000;
export const VIDEO_PID = 0x100;
export const AUDIO_PID = 0x101;

/** What the first packet of a unit says in its adaptation field. */
export interface PacketStart {
  /** The clock of the stream, 90 kHz ticks; left out where there is none. */
  readonly clock?: number;
  /** A decoder can begin here. */
  readonly randomAccess?: boolean;
}

/** The next continuity counter of each PID; fit for JSON. */
export type Counters = readonly (readonly [pid: number, next: number])[];

/** Cuts units (a PES, a table) into transport stream packets and counts each stream's packets. */
export class PacketWriter {
  readonly #sink: ByteSink;
  readonly #counters: Map<number, number>;

  /** @param counters Where the streams' counters stand, for a stream that goes on. */
  constructor(sink: ByteSink, counters: Counters = []) {
    this.#sink = sink;
    this.#counters = new Map(counters);
  }

  /** For a writer that is to go on from here. */
  get counters(): Counters {
    return [...this.#counters];
  }

  /** Writes one unit, `bytes` from `from` to `to`, as packets of `pid`; the last one is filled up. */
  write(pid: number, bytes: Uint8Array, from: number, to: number, start: PacketStart): void {
    let at = this.#writeOne(pid, bytes, from, to, start);
    at = this.#writeFull(pid, bytes, at, to);
    if (at < to) this.#writeOne(pid, bytes, at, to);
  }

  /** Writes a packet of `pid` with nothing in it but the clock; it does not count. */
  writeClock(pid: number, clock: number): void {
    const out = this.#sink.bytes;
    const packet = this.#sink.take(PACKET_BYTES);
    out[packet] = SYNC_BYTE;
    out[packet + 1] = pid >> 8;
    out[packet + 2] = pid & 0xff;
    out[packet + 3] = 0x20 | (((this.#counters.get(pid) ?? 0) + 15) & 15);
    writeAdaptation(out, packet + 4, PACKET_BYTES - 4, {clock});
  }

  /** Writes one packet, with `start` the first one of its unit; says where the next one begins. */
  #writeOne(pid: number, bytes: Uint8Array, from: number, to: number, start?: PacketStart): number {
    const out = this.#sink.bytes;
    const packet = this.#sink.take(PACKET_BYTES);
    const isMarked = start !== undefined && (start.clock !== undefined || start.randomAccess === true);
    const fieldBytes = isMarked ? (start.clock === undefined ? 2 : 8) : 0;
    const count = Math.min(PAYLOAD_BYTES - fieldBytes, to - from);
    const adaptationBytes = PAYLOAD_BYTES - count;

    out[packet] = SYNC_BYTE;
    out[packet + 1] = (start ? 0x40 : 0) | (pid >> 8);
    out[packet + 2] = pid & 0xff;
    out[packet + 3] = (adaptationBytes > 0 ? 0x30 : 0x10) | this.#count(pid, 1);
    if (adaptationBytes > 0) writeAdaptation(out, packet + 4, adaptationBytes, isMarked ? start : {});
    out.set(bytes.subarray(from, from + count), packet + PACKET_BYTES - count);
    return from + count;
  }

  /** Writes as many packets as can be filled, without a start; says where the next one begins. */
  #writeFull(pid: number, bytes: Uint8Array, from: number, to: number): number {
    const out = this.#sink.bytes;
    let at = from;
    while (to - at >= PAYLOAD_BYTES) {
      const count = Math.min(Math.floor((to - at) / PAYLOAD_BYTES), Math.floor(this.#sink.room / PACKET_BYTES));
      const begin = this.#sink.take(count * PACKET_BYTES);
      const counter = this.#count(pid, count);
      // All payload in one piece, then moved apart from its end: a view for each packet would cost three times as much.
      out.set(bytes.subarray(at, at + count * PAYLOAD_BYTES), begin);
      for (let index = count - 1; index >= 0; index -= 1) {
        const packet = begin + index * PACKET_BYTES;
        const payload = begin + index * PAYLOAD_BYTES;
        out.copyWithin(packet + 4, payload, payload + PAYLOAD_BYTES);
        out[packet] = SYNC_BYTE;
        out[packet + 1] = pid >> 8;
        out[packet + 2] = pid & 0xff;
        out[packet + 3] = 0x10 | ((counter + index) & 15);
      }
      at += count * PAYLOAD_BYTES;
    }
    return at;
  }

  /** The counter of the next packet, of `packets`. */
  #count(pid: number, packets: number): number {
    const counter = this.#counters.get(pid) ?? 0;
    this.#counters.set(pid, (counter + packets) & 15);
    return counter;
  }
}

function writeAdaptation(out: Uint8Array, at: number, size: number, start: PacketStart): void {
  out[at] = size - 1;
  if (size === 1) return;
  out[at + 1] = (start.randomAccess === true ? 0x40 : 0) | (start.clock === undefined ? 0 : 0x10);
  let next = at + 2;
  if (start.clock !== undefined) {
    const base = wrap33(start.clock);
    const low = base % 2;
    const high = (base - low) / 2; // 32 bits
    out[next] = (high >>> 24) & 0xff;
    out[next + 1] = (high >>> 16) & 0xff;
    out[next + 2] = (high >>> 8) & 0xff;
    out[next + 3] = high & 0xff;
    out[next + 4] = (low << 7) | 0x7e;
    out[next + 5] = 0;
    next += 6;
  }
  out.fill(0xff, next, at + size);
}

/** Clocks in a transport stream have 33 bits. */
export function wrap33(ticks: number): number {
  const turn = 2 ** 33;
  return ((ticks % turn) + turn) % turn;
}
