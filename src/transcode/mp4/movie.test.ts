import fc from 'fast-check';
import {expect, test} from 'vitest';
import {findMovie} from './find-movie.ts';
import {readTrack} from './movie.ts';
import {ReaderRefusal} from '../copy/reader-refusal.ts';
import {box, buildMp4, words, type PlannedTrack} from './testing/build-mp4.ts';

const sample = fc.record({
  bytes: fc.nat(400),
  duration: fc.nat(5000),
  offset: fc.integer({min: -5000, max: 5000}),
  isKey: fc.boolean(),
});
const track = fc.record({
  id: fc.constant(1),
  kind: fc.constantFrom('avc1' as const, 'mp4a' as const),
  timescale: fc.integer({min: 1, max: 96_000}),
  samplesAChunk: fc.integer({min: 1, max: 5}),
  samples: fc.array(sample, {maxLength: 30}),
  edits: fc.constantFrom<PlannedTrack['edits']>([], [[0, 1024]], [[500, -1], [0, 7]]), // prettier-ignore
});
const film = fc.tuple(track, track).map(([first, second]) => [first, {...second, id: 2}]);

const plain: PlannedTrack = {
  id: 1,
  kind: 'avc1',
  timescale: 1000,
  samplesAChunk: 2,
  samples: [1, 2, 3].map((bytes) => ({bytes, duration: 40, offset: 0, isKey: true})),
  edits: [],
};

test('what a film says of its samples is read as it is', () => {
  fc.assert(
    fc.property(film, fc.boolean(), (tracks, is64Bit) => {
      const {file, moov, offsets} = buildMp4(tracks, is64Bit);

      tracks.forEach(({id, samples, timescale, edits}, index) => {
        const found = readTrack(moov, id, file.length);
        const decodeTimes = samples.map((_, at) => samples.slice(0, at).reduce((sum, {duration}) => sum + duration, 0));
        expect(found.timescale).toBe(timescale);
        expect(found.zeroAt).toBe(edits.length === 2 ? 7 - Math.round(timescale / 2) : (edits[0]?.[1] ?? 0));
        expect([...found.offsets]).toEqual(offsets[index]);
        expect([...found.sizes]).toEqual(samples.map(({bytes}) => bytes));
        expect([...found.presentTimes]).toEqual(samples.map(({offset}, at) => (decodeTimes[at] ?? 0) + offset));
        expect([...found.keys]).toEqual(samples.map(({isKey}, at) => (isKey || at === 0 ? 1 : 0)));
      });
    }),
  );
});

test('tables that lie are refused, or say something that can be', () => {
  const lie = fc.record({
    at: fc.nat(),
    value: fc.oneof(fc.constantFrom(0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat(0xffffffff)),
    isByte: fc.boolean(),
  });
  fc.assert(
    fc.property(film, fc.array(lie, {minLength: 1, maxLength: 4}), (tracks, lies) => {
      const {file, moov} = buildMp4(tracks);
      for (const {at, value, isByte} of lies) {
        if (isByte) moov.setUint8(at % moov.byteLength, value & 0xff);
        else moov.setUint32((at % (moov.byteLength >> 2)) * 4, value);
      }

      try {
        const {count, offsets, sizes, presentTimes, durations, keys} = readTrack(moov, 1, file.length);

        expect([offsets, sizes, presentTimes, durations, keys].map(({length}) => length)).toEqual(Array(5).fill(count));
        offsets.forEach((offset, index) => {
          expect(offset + (sizes[index] ?? 0)).toBeLessThanOrEqual(offsets[index + 1] ?? file.length);
        });
        expect(presentTimes.every(Number.isSafeInteger)).toBe(true);
      } catch (error) {
        if (!(error instanceof ReaderRefusal)) throw error;
      }
    }),
    {numRuns: 2000},
  );
});

test('a count that is larger than its table takes no memory', () => {
  for (const type of ['stsz', 'stts', 'ctts', 'stss', 'stsc', 'stco', 'elst']) {
    const {file, moov} = buildMp4([{...plain, edits: [[0, 5]]}]);
    const at = Buffer.from(file).lastIndexOf(type) + 4 - moov.byteOffset;
    moov.setUint32(at + (type === 'stsz' ? 8 : 4), 0xfffffff0);

    expect(() => readTrack(moov, 1, file.length), type).toThrow(ReaderRefusal);
  }
});

// prettier-ignore
const refused: readonly [string, () => Uint8Array, RegExp][] = [
  ['with several edits',        () => made({edits: [[10, 5], [10, 50]]}),                              /several edits/],
  ['with nothing but an empty edit', () => made({edits: [[10, 0xffffffff]]}),                          /no edit/],
  ['played at another speed',   () => spoilt('elst', 16, 0x20000, {edits: [[10, 5]]}),                 /own speed/],
  ['with two kinds of samples', () => spoilt('stsd', 4, 2),                                            /more than one kind/],
  ['that is encrypted',         () => spoilt('avc1', -4, Buffer.from('encv').readUInt32BE()),          /encv/],
  ['whose samples lie in another file', () => spoilt('url ', 0, 0),                                    /another file/],
  ['without a time scale',      () => spoilt('mdhd', 12, 0),                                           /time scale/],
  ['whose chunks are of another kind', () => spoilt('stsc', 16, 2),                                    /another kind/],
  ['whose chunks lie in no order', () => spoilt('stco', 12, 1),                                        /in order/],
  ['that goes on after its file',  () => spoilt('stco', 12, 100_000),                                  /outside/],
  ['with more sizes than chunks',  () => spoilt('stsc', 12, 1),                                        /samples in chunks/],
  ['without such a track',      () => made({id: 3}),                                                   /not there once/],
];

test.each(refused)('a film %s is refused', (_name, moov, words) => {
  const bytes = moov();
  const content = new DataView(bytes.buffer, bytes.byteOffset + 8, bytes.length - 8);

  expect(() => readTrack(content, 1, 1000)).toThrow(ReaderRefusal);
  expect(() => readTrack(content, 1, 1000)).toThrow(words);
});

test('a film of which only a part is in fragments is refused', () => {
  const {file, moov} = buildMp4([plain]);
  const fragments = readTrack(moov, 1, file.length);

  expect(() => readTrack(moov, 1, file.length, fragments)).toThrow(/a part of the film/);
});

test('the movie box is found before and after the media', async () => {
  const {file, moov} = buildMp4([plain]);
  const [ftyp, mdat] = [file.subarray(0, 16), file.subarray(16, moov.byteOffset - 8)];
  const last = await findMovie(new Blob([file]));
  const first = await findMovie(new Blob([ftyp, file.subarray(moov.byteOffset - 8), mdat]));

  expect(Buffer.from(last.buffer).equals(file.subarray(moov.byteOffset))).toBe(true);
  expect(last).toEqual(first);
});

// prettier-ignore
test.each([
  ['something else', Buffer.from('\x1aE\xdf\xa3 and so on and on'),                    /not begin like an mp4/],
  ['a film that is cut off', buildMp4([plain]).file.subarray(0, -1),                   /after the end/],
  ['a film without tables',  box('ftyp', words(0)),                                    /no movie box/],
  ['a fragment before its tables', Buffer.concat([box('ftyp', words(0)), box('moof')]), /before the movie box/],
])('%s is refused', async (_name, bytes, words) => {
  const answer = findMovie(new Blob([new Uint8Array(bytes)]));

  await expect(answer).rejects.toThrow(ReaderRefusal);
  await expect(answer).rejects.toThrow(words);
});

/** A movie box with something changed in its plan. */
function made(change: Partial<PlannedTrack>): Uint8Array {
  const {file, moov} = buildMp4([{...plain, ...change}]);
  return file.subarray(moov.byteOffset - 8);
}

/** A movie box with 32 bits changed, so many bytes after the header of a box. */
function spoilt(type: string, after: number, value: number, change: Partial<PlannedTrack> = {}): Uint8Array {
  const bytes = made(change);
  const at = Buffer.from(bytes).indexOf(type) + 4 + after;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, value);
  return bytes;
}
