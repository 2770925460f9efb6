import {PES_HEADROOM, type Unit} from './muxer.ts';

/** NAL unit types we look for (ITU-T H.264, table 7-1). */
export const nal = {slice: 1, idrSlice: 5, sei: 6, sps: 7, pps: 8, delimiter: 9, filler: 12} as const;

/** An access unit delimiter that allows every kind of slice. */
const DELIMITER = Uint8Array.of(0, 0, 0, 1, nal.delimiter, 0xf0);
const RECOVERY_POINT = 6;

/** How the pictures of a track are written down. */
export interface H264Config {
  /** Bytes of the length before each NAL unit; `undefined` for Annex B (start codes). */
  readonly lengthBytes: number | undefined;
  /** SPS and PPS with start codes, ready to stand before a key frame. */
  readonly parameterSets: Uint8Array;
}

/** The first sequence parameter set of an `avcC` record. */
export function firstParameterSet(record: Uint8Array): Uint8Array {
  const length = ((record[6] ?? 0) << 8) | (record[7] ?? 0);
  return record.subarray(8, 8 + length);
}

/** Reads an `avcC` record; without one the track is in Annex B form and carries its parameter sets itself. */
export function readH264Config(record: Uint8Array | undefined): H264Config {
  if (record === undefined) return {lengthBytes: undefined, parameterSets: new Uint8Array()};
  const sets: number[] = [];
  let at = 5;
  for (const mask of [0x1f, 0xff]) {
    const count = (record[at] ?? 0) & mask;
    at += 1;
    for (let index = 0; index < count; index += 1) {
      const length = ((record[at] ?? 0) << 8) | (record[at + 1] ?? 0);
      sets.push(0, 0, 0, 1, ...record.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return {lengthBytes: ((record[4] ?? 3) & 3) + 1, parameterSets: Uint8Array.from(sets)};
}

/** One picture, ready to be packed. The unit is valid until the next one is built. */
export interface Picture {
  readonly unit: Unit;
  /** A player can begin with it: an IDR picture, or one with a recovery point. */
  readonly isRandomAccess: boolean;
}

/** Thrown for bytes that are no H.264 picture. */
export class BrokenPictureError extends Error {
  override readonly name = 'BrokenPictureError';
}

/** Turns the samples of a container into access units: delimiter, parameter sets where needed, start codes. */
export class PictureBuilder {
  readonly #config: H264Config;
  #bytes = new Uint8Array(1 << 16);
  #end = 0;

  constructor(config: H264Config) {
    this.#config = config;
  }

  /**
   * Builds one picture.
   *
   * @param isKey The container says that it is a key frame.
   * @param units Its NAL units, if they are known.
   * @throws BrokenPictureError when the bytes make no sense.
   */
  build(
    sample: Uint8Array,
    isKey: boolean,
    units: readonly NalRange[] = [...nalUnits(sample, this.#config.lengthBytes)],
  ): Picture {
    const types = new Set(units.map(({from}) => (sample[from] ?? 0) & 0x1f));
    if (!types.has(nal.slice) && !types.has(nal.idrSlice)) throw new BrokenPictureError('There is no picture in it.');
    const hasSets = types.has(nal.sps) && types.has(nal.pps);
    const recovers = units.some(({from, to}) => isRecoveryPoint(sample.subarray(from, to)));
    const isRandomAccess = types.has(nal.idrSlice) || (isKey && recovers);

    this.#reserve(sample.length + units.length * 4 + this.#config.parameterSets.length + DELIMITER.length);
    this.#append(DELIMITER);
    if ((isRandomAccess || isKey) && !hasSets) this.#append(this.#config.parameterSets);
    for (const {from, to} of units) {
      const type = (sample[from] ?? 0) & 0x1f;
      if (type === nal.delimiter || type === nal.filler) continue;
      this.#append(DELIMITER.subarray(0, 4));
      this.#append(sample.subarray(from, to));
    }
    return {unit: {bytes: this.#bytes, end: this.#end}, isRandomAccess};
  }

  #reserve(count: number): void {
    if (PES_HEADROOM + count > this.#bytes.length) this.#bytes = new Uint8Array(PES_HEADROOM + count * 2);
    this.#end = PES_HEADROOM;
  }

  #append(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }
}

/** Whether a NAL unit is an SEI message with a recovery point: where an open GOP can be entered. */
export function isRecoveryPoint(unit: Uint8Array): boolean {
  if (((unit[0] ?? 0) & 0x1f) !== nal.sei) return false;
  for (let at = 1; at + 2 < unit.length;) {
    let type = 0;
    while (unit[at] === 0xff) ((at += 1), (type += 255));
    type += unit[at] ?? 0;
    at += 1;
    let size = 0;
    while (unit[at] === 0xff) ((at += 1), (size += 255));
    size += unit[at] ?? 0;
    at += 1 + size;
    if (type === RECOVERY_POINT) return true;
  }
  return false;
}

/** Whether a player can begin with the picture that this NAL unit is a part of. */
export function isEntryUnit(unit: Uint8Array): boolean {
  return ((unit[0] ?? 0) & 0x1f) === nal.idrSlice || isRecoveryPoint(unit);
}

/** Where in a picture a NAL unit is, without its start code or length. */
export interface NalRange {
  readonly from: number;
  readonly to: number;
}

function nalUnits(sample: Uint8Array, lengthBytes: number | undefined): Iterable<NalRange> {
  return lengthBytes === undefined ? annexBUnits(sample) : sizedUnits(sample, lengthBytes);
}

function* sizedUnits(sample: Uint8Array, lengthBytes: number): Generator<NalRange> {
  for (let at = 0; at < sample.length;) {
    if (at + lengthBytes > sample.length) throw new BrokenPictureError('A picture ends early.');
    let length = 0;
    for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + (sample[at + index] ?? 0);
    at += lengthBytes;
    if (at + length > sample.length) throw new BrokenPictureError('A part is longer than its picture.');
    if (length > 0 && ((sample[at] ?? 0) & 0x80) !== 0) throw new BrokenPictureError('A part has an impossible type.');
    if (length > 0) yield {from: at, to: at + length};
    at += length;
  }
}

/** NAL units between start codes; also finds the ones in a transport stream's payload. */
export function* annexBUnits(bytes: Uint8Array): Generator<NalRange> {
  let from = -1;
  // `indexOf` passes over bytes far faster than a loop does.
  for (let one = bytes.indexOf(1, 2); one >= 0; one = bytes.indexOf(1, one + 1)) {
    if (bytes[one - 1] !== 0 || bytes[one - 2] !== 0) continue;
    if (from >= 0) yield {from, to: withoutZeros(bytes, from, one - 2)};
    from = one + 1;
  }
  if (from >= 0 && from < bytes.length) yield {from, to: withoutZeros(bytes, from, bytes.length)};
}

function withoutZeros(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && bytes[end - 1] === 0) end -= 1;
  return end;
}
