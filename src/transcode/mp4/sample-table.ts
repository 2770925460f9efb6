import {findBox, getBox, readBoxes, readRows, type Box} from './boxes.ts';
import {must} from '../copy/reader-refusal.ts';

/** Where a track's samples lie and when they are shown, in decode order. */
export interface SampleTable {
  readonly count: number;
  /** In the file, ascending; no sample begins before the one before has ended. */
  readonly offsets: Float64Array;
  readonly sizes: Uint32Array;
  /** In units of the track's time scale; the edit list is not looked at. */
  readonly presentTimes: Float64Array;
  /** In units of the track's time scale. */
  readonly durations: Uint32Array;
  /** 1 for a sample that decoding can begin with. */
  readonly keys: Uint8Array;
}

/** 40 hours of film; the tables of so many samples take 100 MB. */
export const MOST_SAMPLES = 4_000_000;
export const MOST_SAMPLE_BYTES = 32 << 20;

/**
 * Reads a sample table (`stbl`, ISO/IEC 14496-12, 8.5 to 8.7).
 *
 * @param fileBytes All samples lie before here.
 * @throws ReaderRefusal when the tables do not agree with one another or with the file.
 */
export function readSampleTable(stbl: DataView, fileBytes: number): SampleTable {
  const boxes = readBoxes(stbl);
  const sizes = readSizes(getBox(boxes, 'stsz'), fileBytes);
  const count = sizes.length;
  const durations = readDurations(getBox(boxes, 'stts'), count);
  const offsets = readOffsets(boxes, sizes);
  const end = count === 0 ? 0 : (offsets[count - 1] ?? 0) + (sizes[count - 1] ?? 0);
  must(end <= fileBytes, 'Samples lie outside of the file.');
  return {
    count,
    offsets,
    sizes,
    presentTimes: readPresentTimes(findBox(boxes, 'ctts'), durations),
    durations,
    keys: readKeys(findBox(boxes, 'stss'), count),
  };
}

function readSizes(stsz: DataView, fileBytes: number): Uint32Array {
  must(stsz.byteLength >= 12, 'A table ends early.');
  const equalSize = stsz.getUint32(4);
  const count = stsz.getUint32(8);
  must(count <= MOST_SAMPLES && equalSize * count <= fileBytes, 'There are too many samples.');
  must(equalSize <= MOST_SAMPLE_BYTES, 'A sample is too large.');
  if (equalSize > 0) return new Uint32Array(count).fill(equalSize);
  const rows = readRows(stsz, 8, 1);
  const sizes = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) {
    sizes[index] = rows.at(index, 0);
    must(rows.at(index, 0) <= MOST_SAMPLE_BYTES, 'A sample is too large.');
  }
  return sizes;
}

function readDurations(stts: DataView, count: number): Uint32Array {
  const runs = readRows(stts, 4, 2);
  const durations = new Uint32Array(count);
  let filled = 0;
  for (let run = 0; run < runs.count; run += 1) {
    const length = runs.at(run, 0);
    must(filled + length <= count, 'There are more times than samples.');
    durations.fill(runs.at(run, 1), filled, filled + length);
    filled += length;
  }
  must(filled === count, 'There are fewer times than samples.');
  return durations;
}

function readPresentTimes(ctts: DataView | undefined, durations: Uint32Array): Float64Array {
  const times = new Float64Array(durations.length);
  let decodeAt = 0;
  durations.forEach((duration, index) => {
    times[index] = decodeAt;
    decodeAt += duration;
  });
  must(Number.isSafeInteger(decodeAt), 'The track is too long.');
  if (!ctts) return times;
  const runs = readRows(ctts, 4, 2);
  let moved = 0;
  for (let run = 0; run < runs.count; run += 1) {
    const length = runs.at(run, 0);
    must(moved + length <= times.length, 'There are more time offsets than samples.');
    // Signed in version 1 by the standard, and in version 0 by many writers.
    const offset = runs.signedAt(run, 1);
    for (const end = moved + length; moved < end; moved += 1) times[moved] = (times[moved] ?? 0) + offset;
  }
  must(moved === times.length, 'There are fewer time offsets than samples.');
  return times;
}

function readKeys(stss: DataView | undefined, count: number): Uint8Array {
  const keys = new Uint8Array(count);
  if (!stss) return keys.fill(1);
  const rows = readRows(stss, 4, 1);
  for (let row = 0; row < rows.count; row += 1) {
    const sample = rows.at(row, 0);
    must(sample >= 1 && sample <= count, 'A key frame is none of the samples.');
    keys[sample - 1] = 1;
  }
  // Some writers leave the first one out; it is one all the same.
  if (count > 0) keys[0] = 1;
  return keys;
}

function readOffsets(boxes: readonly Box[], sizes: Uint32Array): Float64Array {
  const chunks = readChunkOffsets(boxes);
  const runs = readRows(getBox(boxes, 'stsc'), 4, 3);
  const offsets = new Float64Array(sizes.length);
  let sample = 0;
  let end = 0;
  for (let run = 0; run < runs.count; run += 1) {
    const firstChunk = runs.at(run, 0);
    const nextChunk = run + 1 < runs.count ? runs.at(run + 1, 0) : chunks.count + 1;
    const samples = runs.at(run, 1);
    must(run > 0 || firstChunk === 1, 'The first chunk is not told of.');
    must(nextChunk > firstChunk && nextChunk <= chunks.count + 1, 'The chunks are out of order.');
    must(samples > 0 && runs.at(run, 2) === 1, 'A chunk is of another kind.');
    must(sample + (nextChunk - firstChunk) * samples <= sizes.length, 'There are more samples in chunks than sizes.');
    for (let chunk = firstChunk; chunk < nextChunk; chunk += 1) {
      must(chunks.at(chunk - 1) >= end, 'The chunks do not lie in order.');
      end = chunks.at(chunk - 1);
      for (const last = sample + samples; sample < last; sample += 1) {
        offsets[sample] = end;
        end += sizes[sample] ?? 0;
      }
    }
  }
  must(sample === sizes.length, 'There are fewer samples in chunks than sizes.');
  return offsets;
}

function readChunkOffsets(boxes: readonly Box[]): {readonly count: number; at(chunk: number): number} {
  const short = findBox(boxes, 'stco');
  const long = findBox(boxes, 'co64');
  if (short) {
    must(!long, 'There are two tables of chunks.');
    const rows = readRows(short, 4, 1);
    return {count: rows.count, at: (chunk) => rows.at(chunk, 0)};
  }
  must(long !== undefined, 'There is no table of chunks.');
  const rows = readRows(long, 4, 2);
  return {count: rows.count, at: (chunk) => rows.at(chunk, 0) * 2 ** 32 + rows.at(chunk, 1)};
}
