import type {Segment} from '../hls/playlist.ts';
import {adtsFrame} from '../ts/aac.ts';
import {PesReader, type PesUnit} from '../ts/pes-reader.ts';
import {TICKS_A_SECOND, type Packet, type PacketSource} from './packet-source.ts';

const BLOCK_BYTES = 1 << 20;

/** The sound of a stream that we have written, for another one to have the same. */
export class StreamSound implements PacketSource {
  readonly #file: Pick<FileSystemSyncAccessHandle, 'read'>;
  readonly #block = new Uint8Array(BLOCK_BYTES);
  readonly #packets: Packet[] = [];
  readonly #reader: PesReader;
  #at: number;
  #isEnded = false;

  /**
   * @param shift From the source's times to those of the stream, in ticks.
   * @param from The segment to begin at.
   */
  constructor(file: Pick<FileSystemSyncAccessHandle, 'read'>, shift: number, from?: Segment) {
    this.#file = file;
    this.#at = from?.offset ?? 0;
    this.#reader = new PesReader((track, unit) => {
      if (track === 'audio') this.#packets.push(...soundPackets(unit, (unit.presentAt - shift) / TICKS_A_SECOND));
    });
  }

  /** Each frame carries its own header. */
  record(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  next(): Promise<Packet | undefined> {
    return Promise.resolve(this.read());
  }

  /** {@link next}, for who cannot wait. */
  read(): Packet | undefined {
    while (this.#packets.length === 0 && !this.#isEnded) {
      const count = this.#file.read(this.#block, {at: this.#at});
      this.#at += count;
      if (count > 0) this.#reader.push(this.#block.subarray(0, count));
      else {
        this.#isEnded = true;
        this.#reader.finish();
      }
    }
    return this.#packets.shift();
  }
}

/** The frames of a PES, copied. @param timestamp When the first one is heard, in seconds of the source. */
export function soundPackets({data}: PesUnit, timestamp: number): readonly Packet[] {
  const packets: Packet[] = [];
  const frames = data.slice();
  for (let at = 0, heardAt = timestamp; at < frames.length;) {
    const frame = adtsFrame(frames, at);
    if (!frame) break;
    const bytes = frames.subarray(at, at + frame.length);
    packets.push({
      data: bytes,
      byteLength: bytes.length,
      timestamp: heardAt,
      duration: frame.seconds,
      type: 'key',
    });
    at += frame.length;
    heardAt += frame.seconds;
  }
  return packets;
}
