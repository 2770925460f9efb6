import {MkvOutputFormat, NullTarget, Output, type EncodedPacket} from 'mediabunny';
import {toTicks, type PacketSource} from '../copy/packet-source.ts';
import {asBytes} from '../inspect.ts';

/** A decoded picture or piece of sound; whoever takes it closes it. */
interface Sample {
  readonly timestamp: number;
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

/** One of the ways that decoded samples are encoded in. */
export interface Encoding<S extends Sample> {
  /** Packets before this time, in seconds, are not wanted. */
  readonly from: number | undefined;
  /** Makes the encoder and adds it to an output, whose own bytes nobody reads. */
  readonly attach: (output: Output, onPacket: OnPacket) => Encoder<S>;
}

/**
 * One track, decoded once and encoded again in one way or in several. It works when packets are asked for, and keeps no
 * more of them than the encoders give at once, as long as the tracks are read in step: memory stays flat however long
 * the film is.
 */
export class Reencoding<S extends Sample> {
  readonly #samples: AsyncIterator<S, void, unknown>;
  readonly #encoded: readonly EncodedTrack<S>[];
  #isEnded = false;

  /** @param samples In the order of their presentation. */
  constructor(samples: AsyncIterable<S, void, unknown>, encodings: readonly Encoding<S>[]) {
    this.#samples = samples[Symbol.asyncIterator]();
    this.#encoded = encodings.map((encoding) => new EncodedTrack(encoding, () => this.#step()));
  }

  /** In the order of the encodings. */
  get tracks(): readonly EncodedTrack<S>[] {
    return this.#encoded;
  }

  /** Lets decoder and encoders go, wherever they are. */
  async close(): Promise<void> {
    await this.#samples.return?.();
    for (const track of this.#encoded) await track.close();
  }

  /** Gives the next sample to all encoders; `false` after the last one. */
  async #step(): Promise<boolean> {
    if (this.#isEnded) return false;
    const {value: sample, done} = await this.#samples.next();
    if (done || !sample) {
      this.#isEnded = true;
      await Promise.all(this.#encoded.map((track) => track.finish()));
      return false;
    }
    try {
      await Promise.all(this.#encoded.map((track) => track.encode(sample)));
    } finally {
      sample.close();
    }
    return true;
  }
}

/** The packets of one encoder. */
export class EncodedTrack<S extends Sample> implements PacketSource {
  readonly #encoder: Encoder<S>;
  readonly #output: Output;
  readonly #packets: EncodedPacket[] = [];
  readonly #step: () => Promise<boolean>;
  #description: Uint8Array | undefined;
  #isStarted = false;

  /** @param step Has the next sample encoded; `false` when there is none. */
  constructor({from, attach}: Encoding<S>, step: () => Promise<boolean>) {
    this.#step = step;
    this.#output = new Output({format: new MkvOutputFormat({appendOnly: true}), target: new NullTarget()});
    this.#encoder = attach(this.#output, (packet, description) => {
      if (from === undefined || packet.timestamp >= from) this.#packets.push(packet);
      if (description) this.#description ??= asBytes(description);
    });
  }

  async record(): Promise<Uint8Array | undefined> {
    await this.#fill(1);
    return this.#description;
  }

  /** Presentation times of the next packets, in 90 kHz ticks; these are made, and wait until they are asked for. */
  async timesAhead(count: number): Promise<number[]> {
    await this.#fill(count);
    return this.#packets.map(({timestamp}) => toTicks(timestamp));
  }

  async next(): Promise<EncodedPacket | undefined> {
    await this.#fill(1);
    return this.#packets.shift();
  }

  async encode(sample: S): Promise<void> {
    await this.#start();
    await this.#encoder.add(sample);
  }

  /** There are no more samples. */
  async finish(): Promise<void> {
    await this.#start();
    this.#encoder.close();
    await this.#output.finalize();
  }

  async close(): Promise<void> {
    if (this.#output.state !== 'finalized') await this.#output.cancel();
  }

  async #start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    await this.#output.start();
  }

  async #fill(count: number): Promise<void> {
    while (this.#packets.length < count && (await this.#step()));
  }
}
