import {expect, test} from 'vitest';
import {ReaderRefusal} from '../copy/reader-refusal.ts';
import {readFragments} from './fragments.ts';
import {box, words} from './testing/build-mp4.ts';

const key = 0;
const noKey = 0x10000;
const [baseIsMoof, ownBase, ownDuration, ownSize, ownFlags] = [0x20000, 0x1, 0x8, 0x10, 0x20];
const [offset, firstFlags, durations, sizes, flags, timeOffsets] = [0x1, 0x4, 0x100, 0x200, 0x400, 0x800];

const trex = (id: number, description = 1) => box('trex', words(0, id, description, 40, 100, noKey));
const tfhd = (id: number, which: number, ...numbers: readonly number[]) => box('tfhd', words(which, id, ...numbers));
const tfdt = (time: number) => box('tfdt', words(0, time));
const longTfdt = (high: number, low: number) => box('tfdt', words(1 << 24, high, low));
const trun = (which: number, count: number, ...numbers: readonly number[]) =>
  box('trun', words(which, count, ...numbers));
const traf = (...boxes: readonly Uint8Array[]) => box('traf', ...boxes);
const moof = (...trafs: readonly Uint8Array[]) => box('moof', box('mfhd', words(0, 1)), ...trafs);
const media = (bytes: number) => box('mdat', new Uint8Array(bytes));

const moovOf = (...boxes: readonly Uint8Array[]): DataView<ArrayBuffer> =>
  new DataView(box('moov', ...boxes).buffer, 8);
const moov = moovOf(box('mvex', trex(1), trex(2), trex(3)));
const ftyp = box('ftyp', words(0));

async function read(parts: readonly Uint8Array<ArrayBuffer>[], ids: readonly number[] = [1], movie: DataView = moov) {
  const fragments = await readFragments(new Blob([ftyp, ...parts]), movie, ids);
  return ids.map((id) => {
    const table = fragments?.get(id);
    if (!table) throw new Error('no such track');
    const {count, offsets, sizes, presentTimes, durations, keys} = table;
    expect([offsets, sizes, presentTimes, durations, keys].map(({length}) => length)).toEqual(Array(5).fill(count));
    return [...offsets].map((at, index) => [
      at - ftyp.length,
      sizes[index],
      presentTimes[index],
      durations[index],
      keys[index],
    ]);
  });
}

test('what is not told of a sample is that of its fragment, or of its track', async () => {
  const first = moof(traf(tfhd(1, baseIsMoof), tfdt(1000), trun(offset | firstFlags, 3, 500, key)));
  const second = moof(
    traf(
      tfhd(1, baseIsMoof | ownDuration | ownSize | ownFlags, 50, 200, key),
      trun(offset | timeOffsets, 2, 600, 5, -5),
    ),
  );
  const third = moof(
    traf(
      tfhd(1, baseIsMoof),
      longTfdt(1, 0),
      trun(offset | durations | sizes | flags | timeOffsets, 2, 700, 10, 30, key, 0, 20, 40, noKey, 10),
    ),
  );
  const at = (...parts: readonly Uint8Array[]) => parts.reduce((sum, {length}) => sum + length, 0);
  const before = [at(), at(first, media(800)), at(first, media(800), second, media(1000))] as const;

  const [samples] = await read([first, media(800), second, media(1000), third, media(1000)]);

  expect(samples).toEqual([
    [before[0] + 500, 100, 1000, 40, 1],
    [before[0] + 600, 100, 1040, 40, 0],
    [before[0] + 700, 100, 1080, 40, 0],
    // Without a time of its own it goes on where the one before has ended.
    [before[1] + 600, 200, 1125, 50, 1],
    [before[1] + 800, 200, 1165, 50, 1],
    [before[2] + 700, 30, 2 ** 32, 10, 1],
    [before[2] + 730, 40, 2 ** 32 + 20, 20, 0],
  ]);
});

test('data whose place is not told lies behind the data before it, that of other tracks too', async () => {
  const fragment = moof(
    traf(tfhd(1, ownBase, 0, ftyp.length + 300), trun(0, 2), trun(0, 1)),
    traf(tfhd(3, 0), trun(sizes, 1, 7)),
    traf(tfhd(2, 0), trun(0, 1)),
  );

  const [one, two] = await read([fragment, media(2000)], [1, 2]);

  expect([one, two].map((samples) => samples?.map(([at]) => at))).toEqual([[300, 400, 500], [607]]);
});

test('fragments are found behind what is between them, however long they are', async () => {
  const many = Array.from({length: 5000}, (_, index) => index + 1);
  const total = many.reduce((sum, size) => sum + size, 0);
  const free = box('free', new Uint8Array(100_000));
  const long = moof(traf(tfhd(1, baseIsMoof), trun(offset | sizes, 5000, 30_000, ...many)));
  const short = moof(traf(tfhd(1, baseIsMoof), trun(offset, 1, 200)));

  const [samples] = await read([free, long, media(total + 30_000), box('sidx', words(0)), short, media(300)]);

  expect(samples?.map(([, size]) => size)).toEqual([...many, 100]);
  expect(samples?.[4999]?.[0]).toBe(free.length + 30_000 + total - 5000);
});

test('a film that is not in fragments has none', async () => {
  expect(await readFragments(new Blob([ftyp]), moovOf(), [1])).toBeUndefined();
});

const run = trun(offset, 1, 200);
const ordinary = [moof(traf(tfhd(1, baseIsMoof), run)), media(400)];

// prettier-ignore
test.each<[string, readonly Uint8Array<ArrayBuffer>[], RegExp, DataView?]>([
  ['a track without defaults',         ordinary,                                                                /no fragments/, moovOf(box('mvex', trex(2)))],
  ['samples of several kinds',         ordinary,                                                                /more than one kind/, moovOf(box('mvex', trex(1, 2)))],
  ['a fragment of another kind',       [moof(traf(tfhd(1, 0x2, 2), run)), media(400)],                          /another kind/],
  ['a fragment that is a pause',       [moof(traf(tfhd(1, 0x10000), run)), media(400)],                         /another kind/],
  ['a fragment without a header',      [moof(traf(run)), media(400)],                                           /no tfhd/],
  ['fewer rows than it says',          [moof(traf(tfhd(1, baseIsMoof), trun(offset | sizes, 9, 200))), media(400)], /fewer rows/],
  ['a header that ends early',         [moof(traf(box('tfhd', words(0)), run)), media(400)],                    /ends early/],
  ['a sample that is too large',       [moof(traf(tfhd(1, ownSize, 1 << 30), run)), media(400)],                /too large/],
  ['samples out of order',             [...ordinary, moof(traf(tfhd(1, ownBase, 0, 0), run)), media(400)],      /in order/],
  ['samples outside of the file',      [moof(traf(tfhd(1, baseIsMoof), run)), media(100)],                      /outside/],
  ['a film that is cut off',           [...ordinary, media(400).subarray(0, 300)],                              /after the end/],
])('%s: left to the library', async (_, parts, words, movie) => {
  const reading = read(parts, [1], movie);

  await expect(reading).rejects.toThrow(ReaderRefusal);
  await expect(reading).rejects.toThrow(words);
});

test('a count that is larger than its film takes no time', async () => {
  const [told, untold] = [trun(offset | sizes, 0xfffffff0, 200), trun(offset, 0xfffffff0, 200)];
  const film = (id: number, run: Uint8Array) => [moof(traf(tfhd(id, baseIsMoof), run)), media(400)];

  await expect(read(film(1, told))).rejects.toThrow(/fewer rows/);
  await expect(read(film(1, untold))).rejects.toThrow(/outside/);
  // Nobody wants this track.
  await expect(read(film(3, told))).rejects.toThrow(/fewer rows/);
  expect(await read(film(3, untold))).toEqual([[]]);
});
