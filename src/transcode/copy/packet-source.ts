import type {NalRange} from '../ts/h264.ts';

/** A piece of a track as a container or an encoder gives it; mediabunny's `EncodedPacket` is one. Times in seconds. */
export interface Packet {
  readonly data: Uint8Array;
  readonly byteLength: number;
  readonly timestamp: number;
  readonly duration: number;
  readonly type: 'key' | 'delta';
  /** Where its NAL units are, if that is known already. */
  readonly units?: readonly NalRange[];
}

/** One track's packets in decode order: as they lie in the file, or encoded anew. */
export interface PacketSource {
  /** What a decoder has to know beforehand: `avcC` or AudioSpecificConfig. */
  record(): Promise<Uint8Array | undefined>;
  /** The first one, or the one after that which was last given; `undefined` after the last one. */
  next(): Promise<Packet | undefined>;
}

export const TICKS_A_SECOND = 90_000;

/** Seconds as ticks of a transport stream's 90 kHz clock. */
export function toTicks(seconds: number): number {
  return Math.round(seconds * TICKS_A_SECOND);
}
