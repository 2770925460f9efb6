import type {ByteSink} from '../byte-sink.ts';

export const PACKET_BYTES = 188;
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

/** Cuts units (a PES, a table) into transport stream packets and counts each stream's packets. */
export class PacketWriter {
  readonly #sink: ByteSink;
  readonly #counters = new Map<number, number>();

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Writes one unit, `bytes` from `from` to `to`, as packets of `pid`; the last one is filled up. */
  write(pid: number, bytes: Uint8Array, from: number, to: number, start: PacketStart): void {
    const out = this.#sink.bytes;
    for (let at = from, first = true; at < to; first = false) {
      const packet = this.#sink.take(PACKET_BYTES);
      const marked = first && (start.clock !== undefined || start.randomAccess === true);
      const fieldBytes = marked ? (start.clock === undefined ? 2 : 8) : 0;
      const room = PACKET_BYTES - 4 - fieldBytes;
      const count = Math.min(room, to - at);
      const adaptationBytes = PACKET_BYTES - 4 - count;

      out[packet] = 0x47;
      out[packet + 1] = (first ? 0x40 : 0) | (pid >> 8);
      out[packet + 2] = pid & 0xff;
      out[packet + 3] = (adaptationBytes > 0 ? 0x30 : 0x10) | this.#count(pid);
      if (adaptationBytes > 0) writeAdaptation(out, packet + 4, adaptationBytes, marked ? start : {});
      out.set(bytes.subarray(at, at + count), packet + PACKET_BYTES - count);
      at += count;
    }
  }

  #count(pid: number): number {
    const counter = this.#counters.get(pid) ?? 0;
    this.#counters.set(pid, (counter + 1) & 15);
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
