import {joined} from '../../joined.ts';

/** One sample of a film to be built. */
export interface PlannedSample {
  readonly bytes: number;
  readonly duration: number;
  /** From decoding to showing. */
  readonly offset: number;
  readonly isKey: boolean;
}

/** One track of a film to be built. */
export interface PlannedTrack {
  readonly id: number;
  readonly kind: 'avc1' | 'mp4a';
  readonly timescale: number;
  /** How many samples lie together. */
  readonly samplesAChunk: number;
  readonly samples: readonly PlannedSample[];
  /** Edits: duration in milliseconds, media time; -1 for an empty one. */
  readonly edits: readonly (readonly [number, number])[];
}

/** A film in memory, and what stands where in it. */
export interface BuiltMp4 {
  readonly file: Uint8Array<ArrayBuffer>;
  /** Content of the movie box: a view on the file. */
  readonly moov: DataView;
  /** Where each track's samples begin in the file. */
  readonly offsets: readonly (readonly number[])[];
}

/** Builds a film whose tracks take turns, chunk by chunk; each sample is filled with bytes of its own. */
export function buildMp4(tracks: readonly PlannedTrack[], is64Bit = false): BuiltMp4 {
  const ftyp = box('ftyp', text('isom'), words(0));
  const offsets: number[][] = tracks.map(() => []);
  let end = ftyp.length + 8;
  const chunks = Math.max(0, ...tracks.map(({samples, samplesAChunk}) => Math.ceil(samples.length / samplesAChunk)));
  const media: Uint8Array[] = [];
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    tracks.forEach(({samples, samplesAChunk}, index) => {
      for (const {bytes} of samples.slice(chunk * samplesAChunk, (chunk + 1) * samplesAChunk)) {
        offsets[index]?.push(end);
        media.push(new Uint8Array(bytes).fill(sampleByte(index, (offsets[index]?.length ?? 0) - 1)));
        end += bytes;
      }
    });
  }
  const mdat = box('mdat', ...media);
  const traks = tracks.map((track, index) => trakBox(track, offsets[index] ?? [], is64Bit));
  const moov = box('moov', box('mvhd', words(0, 0, 0, 1000, 0)), ...traks);
  const file = joined([ftyp, mdat, moov]);
  return {file, moov: new DataView(file.buffer, file.length - moov.length + 8), offsets};
}

/** What a sample is filled with. */
export function sampleByte(track: number, sample: number): number {
  return (sample * 7 + track * 101 + 1) & 0xff;
}

/** One box. */
export function box(type: string, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = joined(content);
  return joined([words(body.length + 8), text(type), body]);
}

/** Numbers of 32 bits. */
export function words(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => view.setUint32(index * 4, value));
  return new Uint8Array(view.buffer);
}

function trakBox(track: PlannedTrack, offsets: readonly number[], is64Bit: boolean): Uint8Array {
  const {samples, samplesAChunk, timescale, edits} = track;
  const whole = Math.floor(samples.length / samplesAChunk);
  const rest = samples.length % samplesAChunk;
  const runs = [...(whole > 0 ? [[1, samplesAChunk, 1]] : []), ...(rest > 0 ? [[whole + 1, rest, 1]] : [])];
  const chunks = offsets.filter((_, index) => index % samplesAChunk === 0);
  const keys = samples.flatMap(({isKey}, index) => (isKey ? [index + 1] : []));
  const stbl = box(
    'stbl',
    box('stsd', words(0, 1), box(track.kind, words(0, 1))),
    box('stts', words(0, samples.length, ...samples.flatMap(({duration}) => [1, duration]))),
    box('ctts', words(0, samples.length, ...samples.flatMap(({offset}) => [1, offset]))),
    box('stss', words(0, keys.length, ...keys)),
    box('stsz', words(0, 0, samples.length, ...samples.map(({bytes}) => bytes))),
    box('stsc', words(0, runs.length, ...runs.flat())),
    is64Bit
      ? box('co64', words(0, chunks.length, ...chunks.flatMap((offset) => [0, offset])))
      : box('stco', words(0, chunks.length, ...chunks)),
  );
  const dinf = box('dinf', box('dref', words(0, 1), box('url ', words(1))));
  const elst = box('elst', words(0, edits.length, ...edits.flatMap(([duration, time]) => [duration, time, 0x10000])));
  return box(
    'trak',
    box('tkhd', words(0, 0, 0, track.id)),
    ...(edits.length > 0 ? [box('edts', elst)] : []),
    box('mdia', box('mdhd', words(0, 0, 0, timescale, 0)), box('minf', dinf, stbl)),
  );
}

function text(type: string): Uint8Array {
  return new TextEncoder().encode(type);
}
