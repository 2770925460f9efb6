import {must} from '../copy/reader-refusal.ts';
import {MOST_SAMPLE_BYTES, MOST_SAMPLES, type SampleTable} from './sample-table.ts';

/** One sample; times in units of the track's time scale. */
interface Sample {
  readonly offset: number;
  readonly size: number;
  readonly presentTime: number;
  readonly duration: number;
  readonly isKey: boolean;
}

const FIRST_ROOM = 1024;

/** A sample table that grows. */
export class SampleList {
  readonly #fileBytes: number;
  #count = 0;
  #end = 0;
  #columns = columns(FIRST_ROOM);

  /** @param fileBytes All samples lie before here. */
  constructor(fileBytes: number) {
    this.#fileBytes = fileBytes;
  }

  /** @throws ReaderRefusal unless it lies behind the one before, and in the file. */
  add({offset, size, presentTime, duration, isKey}: Sample): void {
    must(this.#count < MOST_SAMPLES, 'There are too many samples.');
    must(size <= MOST_SAMPLE_BYTES, 'A sample is too large.');
    must(offset >= this.#end && Number.isSafeInteger(presentTime), 'The samples do not lie in order.');
    must(offset + size <= this.#fileBytes, 'Samples lie outside of the file.');
    if (this.#count === this.#columns.keys.length) this.#grow();
    const {offsets, sizes, presentTimes, durations, keys} = this.#columns;
    offsets[this.#count] = offset;
    sizes[this.#count] = size;
    presentTimes[this.#count] = presentTime;
    durations[this.#count] = duration;
    keys[this.#count] = isKey ? 1 : 0;
    this.#count += 1;
    this.#end = offset + size;
  }

  toTable(): SampleTable {
    const {offsets, sizes, presentTimes, durations, keys} = this.#columns;
    const count = this.#count;
    return {
      count,
      offsets: offsets.subarray(0, count),
      sizes: sizes.subarray(0, count),
      presentTimes: presentTimes.subarray(0, count),
      durations: durations.subarray(0, count),
      keys: keys.subarray(0, count),
    };
  }

  #grow(): void {
    const before = this.#columns;
    const grown = columns(this.#count * 2);
    grown.offsets.set(before.offsets);
    grown.sizes.set(before.sizes);
    grown.presentTimes.set(before.presentTimes);
    grown.durations.set(before.durations);
    grown.keys.set(before.keys);
    this.#columns = grown;
  }
}

function columns(room: number): Omit<SampleTable, 'count'> {
  return {
    offsets: new Float64Array(room),
    sizes: new Uint32Array(room),
    presentTimes: new Float64Array(room),
    durations: new Uint32Array(room),
    keys: new Uint8Array(room),
  };
}
