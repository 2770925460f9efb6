import type {TransferEvent} from '../app-api.ts';
import {type Meter, type Move, measure, readMeter, startMeter} from './meter.ts';

const textEveryMs = 1_000;

/** The meters of all running jobs. Bars move whenever they are read, numbers change once a second. */
export class Meters {
  readonly #meters = new Map<string, Meter>();
  readonly #moves = new Map<string, Move>();
  #textMs = 0;
  bytesPerSecond = 0;

  get moves(): ReadonlyMap<string, Move> {
    return this.#moves;
  }

  get isIdle(): boolean {
    return this.#meters.size === 0;
  }

  sample({uuid, ...sample}: TransferEvent, nowMs: number): void {
    const meter = this.#meters.get(uuid);
    this.#meters.set(uuid, meter ? measure(meter, sample, nowMs) : startMeter(sample, nowMs));
  }

  /** The job does not run any more. */
  forget(uuid: string): void {
    this.#meters.delete(uuid);
    this.#moves.delete(uuid);
  }

  clear(): void {
    this.#meters.clear();
    this.#moves.clear();
    this.bytesPerSecond = 0;
  }

  /** Brings the moves up to date. */
  read(nowMs: number): void {
    const withTexts = nowMs - this.#textMs >= textEveryMs;
    if (withTexts) this.#textMs = nowMs;
    for (const [uuid, meter] of this.#meters) {
      const shown = this.#moves.get(uuid);
      if (withTexts || !shown) {
        const reading = readMeter(meter, nowMs);
        this.#meters.set(uuid, reading.meter);
        this.#moves.set(uuid, reading.move);
      } else if (shown.percent !== meter.sample.percent || shown.sentBytes !== meter.sample.sentBytes) {
        const {percent, sentBytes, totalBytes} = meter.sample;
        this.#moves.set(uuid, {...shown, percent, sentBytes, totalBytes});
      }
    }
    if (withTexts) this.bytesPerSecond = this.#sumOfSpeeds();
  }

  #sumOfSpeeds(): number {
    let sum = 0;
    for (const {bytesPerSecond} of this.#moves.values()) sum += bytesPerSecond ?? 0;
    return sum;
  }
}
