import {PACKET_BYTES} from './packet-writer.ts';

/** Takes all whole packets of `bytes` from `at` on. Returns where it has stopped: less than a packet before the end. */
export type TakePackets = (bytes: Uint8Array, at: number) => number;

/** Gives whole packets of a stream that comes in pieces of any size. */
export class PacketCarry {
  readonly #carry = new Uint8Array(PACKET_BYTES);
  readonly #take: TakePackets;
  /** Bytes of a packet that is not whole yet. */
  carried = 0;

  constructor(take: TakePackets) {
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    if (this.carried > 0) {
      at = Math.min(PACKET_BYTES - this.carried, bytes.length);
      this.#carry.set(bytes.subarray(0, at), this.carried);
      this.carried += at;
      if (this.carried < PACKET_BYTES) return;
      this.#take(this.#carry, 0);
    }
    at = this.#take(bytes, at);
    this.#carry.set(bytes.subarray(at));
    this.carried = bytes.length - at;
  }
}
