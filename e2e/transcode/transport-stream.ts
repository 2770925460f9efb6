/** What only the packets of a transport stream tell (ISO 13818-1); ffprobe does not show it. Times in seconds. */
export interface TransportFindings {
  /** Each value of the program clock (PCR), in the order of the file. */
  readonly clock: readonly number[];
  /** Packets before which some of their stream are missing, or that are none. */
  readonly broken: readonly number[];
  /** How long before it is decoded a picture or sound arrives at the latest; below 0: too late. */
  readonly leastLead: number;
}

const PACKET_BYTES = 188;
const TICKS_A_SECOND = 90_000;

/** Reads every packet of a transport stream. */
export function readTransportStream(bytes: Uint8Array): TransportFindings {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counters = new Map<number, number>();
  const clock: number[] = [];
  const broken: number[] = [];
  let leastLead = Infinity;
  for (let at = 0; at < bytes.length; at += PACKET_BYTES) {
    const isPacket = at + PACKET_BYTES <= bytes.length && view.getUint8(at) === 0x47;
    if (!isPacket) {
      broken.push(at / PACKET_BYTES);
      continue;
    }
    const pid = view.getUint16(at + 1) & 0x1fff;
    const isUnitStart = (view.getUint8(at + 1) & 0x40) !== 0;
    const control = view.getUint8(at + 3);
    const hasPayload = (control & 0x10) !== 0;
    const fieldBytes = (control & 0x20) === 0 ? 0 : 1 + view.getUint8(at + 4);
    if (fieldBytes > 1 && (view.getUint8(at + 5) & 0x10) !== 0) {
      clock.push((view.getUint32(at + 6) * 2 + (view.getUint8(at + 10) >> 7)) / TICKS_A_SECOND);
    }

    const counter = control & 15;
    const last = counters.get(pid);
    const expected = hasPayload ? ((last ?? counter - 1) + 1) & 15 : (last ?? counter);
    if (counter !== expected) broken.push(at / PACKET_BYTES);
    counters.set(pid, counter);

    const payload = at + 4 + fieldBytes;
    const isPes = isUnitStart && hasPayload && view.getUint32(payload) >>> 8 === 1;
    const now = clock.at(-1);
    if (isPes && now !== undefined) leastLead = Math.min(leastLead, decodeTime(view, payload) - now);
  }
  return {clock, broken, leastLead};
}

/** The decode time of a PES packet; where there is none of its own, the time of presentation. */
function decodeTime(view: DataView, pes: number): number {
  const hasBoth = (view.getUint8(pes + 7) & 0xc0) === 0xc0;
  const at = pes + (hasBoth ? 14 : 9);
  const high = (view.getUint8(at) >> 1) & 7;
  const ticks = high * 2 ** 30 + (view.getUint16(at + 1) >> 1) * 2 ** 15 + (view.getUint16(at + 3) >> 1);
  return ticks / TICKS_A_SECOND;
}
