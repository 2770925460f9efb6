import {EncodedPacketSink, type EncodedPacket, type InputAudioTrack, type InputVideoTrack} from 'mediabunny';
import {asBytes} from '../inspect.ts';
import {toTicks, type PacketSource} from './packet-source.ts';

/** Reads one track's packets in decode order. */
export class PacketReader implements PacketSource {
  readonly #track: InputVideoTrack | InputAudioTrack;
  readonly #sink: EncodedPacketSink;

  constructor(track: InputVideoTrack | InputAudioTrack) {
    this.#track = track;
    this.#sink = new EncodedPacketSink(track);
  }

  async record(): Promise<Uint8Array | undefined> {
    const description = (await this.#track.getDecoderConfig())?.description;
    return description && asBytes(description);
  }

  async first(): Promise<EncodedPacket | undefined> {
    return (await this.#sink.getFirstPacket()) ?? undefined;
  }

  async next(packet: EncodedPacket): Promise<EncodedPacket | undefined> {
    return (await this.#sink.getNextPacket(packet)) ?? undefined;
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
}
