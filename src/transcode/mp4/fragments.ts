import {must} from '../copy/reader-refusal.ts';
import {findBox, getBox, MOST_HEADER_BYTES, readBoxes, readHeader, type Box} from './boxes.ts';
import {SampleList} from './sample-list.ts';
import type {SampleTable} from './sample-table.ts';

/** A fragment's tables fit in, and so do the headers of what stands between two. */
const WINDOW_BYTES = 16 << 10;
const MOST_FRAGMENT_BYTES = 16 << 20;
/** Each costs a look at another place of the file. */
const MOST_FRAGMENTS = 20_000;

/** Flags of a `tfhd` (ISO/IEC 14496-12, 8.8.7). */
const tfhdFlags = {
  base: 0x1,
  description: 0x2,
  duration: 0x8,
  size: 0x10,
  flags: 0x20,
  empty: 0x10000,
  baseIsMoof: 0x20000,
};
/** Flags of a `trun` (8.8.8). */
const trunFlags = {offset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, timeOffset: 0x800};
/** Those that give each sample a row. */
const ROWS = trunFlags.duration | trunFlags.size | trunFlags.flags | trunFlags.timeOffset;
/** Of a sample's own flags (8.8.3.1): decoding cannot begin with it. */
const NO_KEY = 0x10000;
const ONLY_DESCRIPTION = 1;

/** What holds for samples that are told nothing else. */
interface Defaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

/** A track's samples so far. */
interface Gathering {
  readonly defaults: Defaults;
  readonly samples: SampleList;
  /** When the next sample is decoded, in units of the track's time scale. */
  decodeAt: number;
}

/**
 * Gathers the samples of all fragments of a film (ISO/IEC 14496-12, 8.8), as if one table held them.
 *
 * @param moov Content of its movie box.
 * @returns By the tracks' ids; `undefined` for a film that is not in fragments.
 * @throws ReaderRefusal for what is not ordinary.
 * @throws DOMException when the file can no longer be read.
 */
export async function readFragments(
  file: Blob,
  moov: DataView,
  trackIds: readonly number[],
): Promise<ReadonlyMap<number, SampleTable> | undefined> {
  const mvex = findBox(readBoxes(moov), 'mvex');
  if (!mvex) return undefined;
  const tracks = new Map(
    readBoxes(mvex)
      .filter(({type, body}) => type === 'trex' && trackIds.includes(fields(body).id))
      .map(
        ({body}) =>
          [fields(body).id, {defaults: readDefaults(body), samples: new SampleList(file.size), decodeAt: 0}] as const,
      ),
  );
  must(tracks.size === trackIds.length, 'A track has no fragments.');
  let window = new DataView(new ArrayBuffer(0));
  let windowAt = 0;
  const view = async (from: number, to: number) => {
    must(to <= file.size, 'A box goes on after the end of the file.');
    if (from < windowAt || to > windowAt + window.byteLength) {
      window = new DataView(await file.slice(from, Math.max(to, from + WINDOW_BYTES)).arrayBuffer());
      windowAt = from;
      must(to <= windowAt + window.byteLength, 'The file ends early.');
    }
    return new DataView(window.buffer, from - windowAt, to - from);
  };
  let fragments = 0;
  for (let at = 0; at < file.size;) {
    const {type, headerBytes, bytes} = readHeader(await view(at, Math.min(at + MOST_HEADER_BYTES, file.size)));
    const end = bytes === undefined ? file.size : at + bytes;
    must(end <= file.size, 'A box goes on after the end of the file.');
    if (type === 'moof') {
      fragments += 1;
      must(fragments <= MOST_FRAGMENTS, 'There are too many fragments.');
      must(end - at <= MOST_FRAGMENT_BYTES, 'The tables are too long.');
      readFragment(readBoxes(await view(at + headerBytes, end)), at, tracks);
    }
    at = end;
  }
  return new Map([...tracks].map(([id, {samples}]) => [id, samples.toTable()]));
}

function readDefaults(trex: DataView): Defaults {
  must(trex.byteLength >= 24 && trex.getUint32(8) === ONLY_DESCRIPTION, 'There is more than one kind of samples.');
  return {duration: trex.getUint32(12), size: trex.getUint32(16), flags: trex.getUint32(20)};
}

function readFragment(moof: readonly Box[], moofAt: number, tracks: ReadonlyMap<number, Gathering>): void {
  /** Where the data of a track begins that does not tell: behind that of the one before. */
  let dataAt = moofAt;
  for (const {body} of moof.filter(({type}) => type === 'traf')) {
    const boxes = readBoxes(body);
    const {id, base, defaults} = readTrackHeader(getBox(boxes, 'tfhd'), moofAt, tracks);
    const track = tracks.get(id);
    const decodeTime = findBox(boxes, 'tfdt');
    if (track && decodeTime) track.decodeAt = readDecodeTime(decodeTime);
    dataAt = base ?? dataAt;
    let at = dataAt;
    for (const {body: trun} of boxes.filter(({type}) => type === 'trun')) {
      at = readRun(trun, {base: dataAt, at}, defaults, track);
    }
    dataAt = at;
  }
}

function readTrackHeader(tfhd: DataView, moofAt: number, tracks: ReadonlyMap<number, Gathering>) {
  const {flags, id} = fields(tfhd);
  const numbers = new Numbers(tfhd, 8);
  const base = flags & tfhdFlags.base ? numbers.nextLong() : flags & tfhdFlags.baseIsMoof ? moofAt : undefined;
  const description = flags & tfhdFlags.description ? numbers.next() : ONLY_DESCRIPTION;
  must(description === ONLY_DESCRIPTION && (flags & tfhdFlags.empty) === 0, 'A fragment is of another kind.');
  const usual = tracks.get(id)?.defaults ?? {duration: 0, size: 0, flags: 0};
  const defaults: Defaults = {
    duration: flags & tfhdFlags.duration ? numbers.next() : usual.duration,
    size: flags & tfhdFlags.size ? numbers.next() : usual.size,
    flags: flags & tfhdFlags.flags ? numbers.next() : usual.flags,
  };
  return {id, base, defaults};
}

function readDecodeTime(tfdt: DataView): number {
  must(tfdt.byteLength >= 8, 'A box ends early.');
  const numbers = new Numbers(tfdt, 4);
  return tfdt.getUint8(0) === 0 ? numbers.next() : numbers.nextLong();
}

/** @param track Whose samples they are, unless nobody wants them. @returns Where their data ends. */
function readRun(
  trun: DataView,
  {base, at}: {readonly base: number; readonly at: number},
  defaults: Defaults,
  track: Gathering | undefined,
): number {
  const {flags, id: count} = fields(trun);
  const numbers = new Numbers(trun, 8);
  let offset = flags & trunFlags.offset ? base + numbers.nextSigned() : at;
  const firstFlags = flags & trunFlags.firstFlags ? numbers.next() : undefined;
  // A count alone may be any number.
  if (!track && (flags & ROWS) === 0) return offset + count * defaults.size;
  for (let index = 0; index < count; index += 1) {
    const duration = flags & trunFlags.duration ? numbers.next() : defaults.duration;
    const size = flags & trunFlags.size ? numbers.next() : defaults.size;
    const own = flags & trunFlags.flags ? numbers.next() : defaults.flags;
    const sampleFlags = index === 0 && firstFlags !== undefined ? firstFlags : own;
    // Signed in version 1 by the standard, and in version 0 by many writers.
    const timeOffset = flags & trunFlags.timeOffset ? numbers.nextSigned() : 0;
    if (track) {
      const isKey = (sampleFlags & NO_KEY) === 0;
      track.samples.add({offset, size, presentTime: track.decodeAt + timeOffset, duration, isKey});
      track.decodeAt += duration;
    }
    offset += size;
  }
  return offset;
}

/** What `trex`, `tfhd` and `trun` begin with: flags, and the track's id, or how many samples there are. */
function fields(box: DataView): {readonly flags: number; readonly id: number} {
  must(box.byteLength >= 8, 'A box ends early.');
  return {flags: box.getUint32(0) & 0xffffff, id: box.getUint32(4)};
}

/** Reads numbers one after the other. */
class Numbers {
  readonly #view: DataView;
  #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  next(): number {
    return this.#view.getUint32(this.#pass(4));
  }

  nextSigned(): number {
    return this.#view.getInt32(this.#pass(4));
  }

  nextLong(): number {
    const value = Number(this.#view.getBigUint64(this.#pass(8)));
    must(Number.isSafeInteger(value), 'A number is too large.');
    return value;
  }

  #pass(bytes: number): number {
    must(this.#at + bytes <= this.#view.byteLength, 'A table has fewer rows than it says.');
    this.#at += bytes;
    return this.#at - bytes;
  }
}
