import {descend, findBox, getBox, readBoxes, readHeader, readRows} from './boxes.ts';
import {must} from '../copy/reader-refusal.ts';
import {readSampleTable, type SampleTable} from './sample-table.ts';

/** A track's samples, and what their times mean. */
export interface Mp4Track extends SampleTable {
  /** Units a second. */
  readonly timescale: number;
  /** This time of the media, in units of its time scale, is time 0 of the film. */
  readonly zeroAt: number;
}

/** H.264 and AAC, as they lie there in the clear. */
const sampleEntries: ReadonlySet<string> = new Set(['avc1', 'avc3', 'mp4a']);
const SELF_CONTAINED = 1;
const NORMAL_RATE = 0x10000;
const EMPTY_EDIT = -1n;

/**
 * Reads one track of a movie box (`moov`).
 *
 * @param trackId As the track's header has it.
 * @param fileBytes All samples lie before here.
 * @param fragments Its samples, where they are in fragments.
 * @throws ReaderRefusal for anything but one kind of samples in this file, played from one place on at its own speed.
 */
export function readTrack(moov: DataView, trackId: number, fileBytes: number, fragments?: SampleTable): Mp4Track {
  const boxes = readBoxes(moov);
  const movieScale = readTimescale(getBox(boxes, 'mvhd'));
  const tracks = boxes
    .filter(({type}) => type === 'trak')
    .map(({body}) => readBoxes(body))
    .filter((trak) => readTrackId(getBox(trak, 'tkhd')) === trackId);
  const [trak] = tracks;
  must(trak !== undefined && tracks.length === 1, 'The track is not there once.');

  const mdia = readBoxes(getBox(trak, 'mdia'));
  const minf = getBox(mdia, 'minf');
  checkDataReferences(descend(minf, 'dinf', 'dref'));
  const stbl = descend(minf, 'stbl');
  checkSampleEntry(descend(stbl, 'stsd'));
  const timescale = readTimescale(getBox(mdia, 'mdhd'));
  const edits = findBox(trak, 'edts');
  const zeroAt = edits ? readZero(descend(edits, 'elst'), movieScale, timescale) : 0;
  const samples = readSampleTable(stbl, fileBytes);
  must(fragments === undefined || samples.count === 0, 'Only a part of the film is in fragments.');
  return {...(fragments ?? samples), timescale, zeroAt};
}

/** Of a movie's or a media's header; both have it at the same place. */
function readTimescale(header: DataView): number {
  const at = isLong(header) ? 20 : 12;
  must(header.byteLength >= at + 4, 'A header ends early.');
  const timescale = header.getUint32(at);
  must(timescale > 0, 'There is no time scale.');
  return timescale;
}

function readTrackId(tkhd: DataView): number {
  const at = isLong(tkhd) ? 20 : 12;
  must(tkhd.byteLength >= at + 4, 'A header ends early.');
  return tkhd.getUint32(at);
}

/** Version 1 has times of 64 bits. */
function isLong(box: DataView): boolean {
  must(box.byteLength > 0 && box.getUint8(0) <= 1, 'A box is of an unknown version.');
  return box.getUint8(0) === 1;
}

function checkDataReferences(dref: DataView): void {
  must(dref.byteLength >= 8, 'A table ends early.');
  const references = readBoxes(new DataView(dref.buffer, dref.byteOffset + 8, dref.byteLength - 8));
  const isInside = references.every(
    ({body}) => body.byteLength >= 4 && (body.getUint32(0) & SELF_CONTAINED) === SELF_CONTAINED,
  );
  must(references.length > 0 && isInside, 'Samples lie in another file.');
}

function checkSampleEntry(stsd: DataView): void {
  must(stsd.byteLength >= 16 && stsd.getUint32(4) === 1, 'There is more than one kind of samples.');
  const {type} = readHeader(new DataView(stsd.buffer, stsd.byteOffset + 8, stsd.byteLength - 8));
  must(sampleEntries.has(type), `Samples of the kind ${type} are not known.`);
}

/** The only edit says where the media begins; empty ones before it, how much later that is. */
function readZero(elst: DataView, movieScale: number, timescale: number): number {
  const isWide = isLong(elst);
  const {count} = readRows(elst, 4, isWide ? 5 : 3);
  let emptyDuration = 0;
  let mediaTime: number | undefined;
  for (let edit = 0, at = 8; edit < count; edit += 1, at += isWide ? 20 : 12) {
    must(mediaTime === undefined, 'There are several edits.');
    const duration = isWide ? elst.getBigUint64(at) : BigInt(elst.getUint32(at));
    const start = isWide ? elst.getBigInt64(at + 8) : BigInt(elst.getInt32(at + 4));
    if (start === EMPTY_EDIT) {
      emptyDuration += Number(duration);
      continue;
    }
    must(elst.getInt32(at + (isWide ? 16 : 8)) === NORMAL_RATE, 'The film is not played at its own speed.');
    mediaTime = Number(start);
  }
  const zeroAt = (mediaTime ?? 0) - Math.round((emptyDuration / movieScale) * timescale);
  must(mediaTime !== undefined && Number.isSafeInteger(zeroAt), 'There is no edit of the media.');
  return zeroAt;
}
