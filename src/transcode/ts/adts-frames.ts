import {TICKS_A_SECOND, type Packet} from '../copy/packet-source.ts';
import {joined} from '../joined.ts';
import {ADTS_BYTES, adtsFrame} from './aac.ts';
import {BrokenStreamError, type PesUnit} from './pes-reader.ts';

/** Takes a stream's units apart into ADTS frames, one of which may begin in one unit and end in the next. */
export class AdtsFrames {
  #rest: Uint8Array = new Uint8Array();
  /** When the frame that has begun is heard, in ticks. */
  #restAt = 0;
  /** What comes next may be the end of a frame whose beginning was lost. */
  #isLost = false;

  /**
   * The frames that end in this unit, copied. Its time is that of the first one that begins in it (ISO 13818-1, 2.4.3.7).
   *
   * @throws BrokenStreamError where there should be a frame and is none.
   */
  take({data, presentAt, isTorn}: Pick<PesUnit, 'data' | 'presentAt' | 'isTorn'>): readonly Packet[] {
    const isBegun = this.#rest.length > 0;
    const bytes = joined([this.#rest, data]);
    const packets: Packet[] = [];
    let at = this.#isLost ? firstFrame(bytes) : 0;
    let heardAt = isBegun ? this.#restAt : presentAt;
    while (bytes.length - at >= ADTS_BYTES) {
      const frame = adtsFrame(bytes, at);
      if (!frame) throw new BrokenStreamError('A sound does not begin like one.');
      if (at + frame.length > bytes.length) break;
      packets.push({
        data: bytes.subarray(at, at + frame.length),
        byteLength: frame.length,
        timestamp: heardAt / TICKS_A_SECOND,
        duration: frame.seconds,
        type: 'key',
      });
      heardAt = isBegun && at === 0 ? presentAt : heardAt + Math.round(frame.seconds * TICKS_A_SECOND);
      at += frame.length;
    }
    this.#rest = isTorn ? new Uint8Array() : bytes.subarray(at);
    this.#restAt = heardAt;
    this.#isLost = isTorn;
    return packets;
  }
}

/** Where the first whole frame begins that another one or the end follows. */
function firstFrame(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at += 1) {
    const next = at + (adtsFrame(bytes, at)?.length ?? Infinity);
    if (next === bytes.length || (next < bytes.length && adtsFrame(bytes, next))) return at;
  }
  return bytes.length;
}
