import {EncodedPacketSink, type EncodedPacket, type InputAudioTrack, type InputVideoTrack} from 'mediabunny';
import {asBytes} from '../inspect.ts';
import {toTicks, type PacketSource} from './packet-source.ts';

/** Half of the shortest distance that two packets of a track have. */
const NEAR_SECONDS = 0.001;

/** Reads one track's packets in decode order. */
export class PacketReader implements PacketSource {
  readonly #track: InputVideoTrack | InputAudioTrack;
  readonly #sink: EncodedPacketSink;
  readonly #from: number | undefined;
  #last: EncodedPacket | undefined;

  /** @param from When the first packet to be given is shown, in seconds; a key frame's time. Otherwise all are given. */
  constructor(track: InputVideoTrack | InputAudioTrack, from?: number) {
    this.#track = track;
    this.#sink = new EncodedPacketSink(track);
    this.#from = from;
  }

  async record(): Promise<Uint8Array | undefined> {
    const description = (await this.#track.getDecoderConfig())?.description;
    return description && asBytes(description);
  }

  async next(): Promise<EncodedPacket | undefined> {
    const packet = this.#last ? await this.#sink.getNextPacket(this.#last) : await this.#first();
    this.#last = packet ?? undefined;
    return this.#last;
  }

  /** Presentation times of the first packets, in 90 kHz ticks. */
  async timesAhead(count: number): Promise<number[]> {
    const times: number[] = [];
    const options = {metadataOnly: true};
    let packet = await this.#sink.getFirstPacket(options);
    while (packet && times.length < count) {
      times.push(toTicks(packet.timestamp));
      packet = await this.#sink.getNextPacket(packet, options);
    }
    return times;
  }

  async #first(): Promise<EncodedPacket | null> {
    return this.#from === undefined
      ? await this.#sink.getFirstPacket()
      : await this.#sink.getPacket(this.#from + NEAR_SECONDS);
  }
}
