import type {EncodedPacket} from 'mediabunny';

/** One track's packets in decode order: as they lie in the file, or encoded anew. */
export interface PacketSource {
  /** What a decoder has to know beforehand: `avcC` or AudioSpecificConfig. */
  record(): Promise<Uint8Array | undefined>;
  first(): Promise<EncodedPacket | undefined>;
  /** The one after `packet`, which was the last one given. */
  next(packet: EncodedPacket): Promise<EncodedPacket | undefined>;
}

/** Seconds as ticks of a transport stream's 90 kHz clock. */
export function toTicks(seconds: number): number {
  return Math.round(seconds * 90_000);
}
