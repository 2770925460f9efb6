import {MkvOutputFormat, NullTarget, Output, type EncodedPacket} from 'mediabunny';
import {toTicks, type PacketSource} from '../copy/packet-source.ts';
import {asBytes} from '../inspect.ts';

/** A decoded picture or piece of sound; whoever takes it closes it. */
interface Sample {
  close(): void;
}

/** What an encoder of the library gives for what it is given. */
export interface Encoder<S extends Sample> {
  /** Settles when it takes more. */
  add(sample: S): Promise<void>;
  close(): void;
}

/** Called by an encoder for each packet that it has made. */
export type OnPacket = (packet: EncodedPacket, description: AllowSharedBufferSource | undefined) => void;

/**
 * One track, decoded and encoded again, as packets. It works when packets are asked for, and keeps no more of them
 * than the encoder gives at once: memory stays flat however long the film is.
 */
export class EncodedTrack<S extends Sample> implements PacketSource {
  readonly #samples: AsyncIterator<S, void, unknown>;
  readonly #encoder: Encoder<S>;
  readonly #output: Output;
  readonly #packets: EncodedPacket[] = [];
  #description: Uint8Array | undefined;
  #isStarted = false;
  #isEnded = false;

  /**
   * @param samples In the order of their presentation.
   * @param attach Makes the encoder and adds it to an output, whose own bytes nobody reads.
   */
  constructor(samples: AsyncIterable<S, void, unknown>, attach: (output: Output, onPacket: OnPacket) => Encoder<S>) {
    this.#samples = samples[Symbol.asyncIterator]();
    this.#output = new Output({format: new MkvOutputFormat({appendOnly: true}), target: new NullTarget()});
    this.#encoder = attach(this.#output, (packet, description) => {
      this.#packets.push(packet);
      if (description) this.#description ??= asBytes(description);
    });
  }

  async record(): Promise<Uint8Array | undefined> {
    await this.first();
    return this.#description;
  }

  async first(): Promise<EncodedPacket | undefined> {
    await this.#fill(1);
    return this.#packets[0];
  }

  /** Presentation times of the next packets, in 90 kHz ticks; these are made, and wait until they are asked for. */
  async timesAhead(count: number): Promise<number[]> {
    await this.#fill(count);
    return this.#packets.map(({timestamp}) => toTicks(timestamp));
  }

  async next(): Promise<EncodedPacket | undefined> {
    this.#packets.shift();
    return this.first();
  }

  /** Lets decoder and encoder go, wherever they are. */
  async close(): Promise<void> {
    await this.#samples.return?.();
    if (this.#output.state !== 'finalized') await this.#output.cancel();
  }

  async #fill(count: number): Promise<void> {
    if (!this.#isStarted) await this.#output.start();
    this.#isStarted = true;
    while (this.#packets.length < count && !this.#isEnded) {
      const {value: sample, done} = await this.#samples.next();
      if (done || !sample) {
        this.#isEnded = true;
        this.#encoder.close();
        await this.#output.finalize();
        return;
      }
      try {
        await this.#encoder.add(sample);
      } finally {
        sample.close();
      }
    }
  }
}
