import {expect, test} from 'vitest';
import type {PacketSource} from '../copy/packet-source.ts';
import {ReaderRefusal} from '../copy/reader-refusal.ts';
import {ClusterStream} from './cluster-stream.ts';
import {block, cluster, element, head, matroska, unsigned} from './testing/build-matroska.ts';

const mebibyte = 1 << 20;
const both = {video: 1, audio: 2};
const key = 0x80;
const ids = {simpleBlock: 0xa3, blockGroup: 0xa0, block: 0xa1, duration: 0x9b, reference: 0xfb};
const simple = (...content: Parameters<typeof block>) => element(ids.simpleBlock, block(...content));
const group = (content: Uint8Array, more: readonly Uint8Array[]) =>
  element(ids.blockGroup, [element(ids.block, content), ...more]);
const bytes = (count: number, value = 7) => Buffer.alloc(count, value);

const open = (file: Uint8Array<ArrayBuffer>, wanted = both) => ClusterStream.open(new Blob([file]), wanted);

async function all(source: PacketSource) {
  const packets = [];
  for (let packet = await source.next(); packet; packet = await source.next()) {
    const {data, timestamp, duration, type} = packet;
    packets.push({size: data.length, filledWith: data[0], timestamp, duration, type});
  }
  return packets;
}

for (const size of ['known', 'live'] as const) {
  test(`frames come in order, whichever track is asked for; sizes ${size}`, async () => {
    const picture = (index: number) => simple(1, (index % 10) * 40, index % 10 === 0 ? key : 0, bytes(90_001, index));
    const sound = (index: number) => simple(2, (index % 10) * 40 + 1, 0, bytes(300, index));
    const clusters = Array.from({length: 12}, (_, at) =>
      cluster(
        at * 400,
        Array.from({length: 10}, (_, index) => [picture(at * 10 + index), sound(at * 10 + index)]).flat(),
        size,
      ),
    );
    const stream = await open(matroska([...head(), ...clusters], size));
    const sources = [stream.source(1, undefined), stream.source(2, undefined)] as const;

    const given = [0, 0];
    for (let turn = 0; given.some((count) => count < 120); turn += 1) {
      const track = (turn * turn) % 3 === 0 ? 0 : 1;
      const index = given[track] ?? 0;
      if (index === 120) continue;
      given[track] = index + 1;
      const packet = await sources[track].next();
      expect(packet?.timestamp).toBeCloseTo(index * 0.04 + track * 0.001, 9);
      expect(packet?.type).toBe(track === 1 || index % 10 === 0 ? 'key' : 'delta');
      expect(Buffer.from(packet?.data ?? []).equals(bytes(track === 0 ? 90_001 : 300, index))).toBe(true);
    }

    for (const source of sources) expect(await source.next()).toBeUndefined();
    await stream.close();
  });
}

test('a block in a group tells its own length, and whether it needs another one', async () => {
  const groups = [
    group(block(1, 0, 0, bytes(5, 1)), [element(ids.duration, unsigned(60))]),
    group(block(1, 60, 0, bytes(5, 2)), [element(ids.reference, unsigned(200))]),
    element(ids.blockGroup, [element(ids.duration, unsigned(60))]),
  ];
  const stream = await open(matroska([...head(), cluster(1000, groups)]));

  expect(await all(stream.source(1, undefined))).toEqual([
    {size: 5, filledWith: 1, timestamp: 1, duration: 0.06, type: 'key'},
    {size: 5, filledWith: 2, timestamp: 1.06, duration: 0.04, type: 'delta'},
  ]);
});

test('laced sound comes frame by frame, each at its time', async () => {
  const laced = block(2, -5, 0x04, Buffer.concat([bytes(1, 2), bytes(4, 1), bytes(4, 2), bytes(4, 3)]));
  const stream = await open(matroska([...head(), cluster(10, [element(ids.simpleBlock, laced)])]));

  const packets = await all(stream.source(2, undefined));

  expect(packets.map(({filledWith}) => filledWith)).toEqual([1, 2, 3]);
  packets.forEach(({timestamp}, index) => expect(timestamp).toBeCloseTo(0.005 + index * 0.02, 9));
});

test('what is beside the clusters is passed over, however long, and so are other tracks', async () => {
  const attachments = element(0x1941a469, bytes(9 * mebibyte));
  const ordinary = [
    element(0xec, bytes(3)),
    element(0xa7, unsigned(1)),
    simple(3, 0, 0, bytes(9)),
    simple(1, 0, key, bytes(8)),
  ];
  const content = [...head(), attachments, cluster(0, ordinary), element(0x1c53bb6b, bytes(99)), cluster(40, ordinary)];

  const packets = await all((await open(matroska(content))).source(1, undefined));

  expect(packets.map(({timestamp}) => timestamp)).toEqual([0, 0.04]);
});

const simples = [simple(1, 0, key, bytes(8))];
const film = cluster(0, simples);

// prettier-ignore
test.each<[string, readonly Uint8Array[], RegExp]>([
  ['tracks that come after their frames',  [film, ...head()],                                                  /before their frames/],
  ['a compressed track',                   [...head([element(0x6d80, [])]), film],                             /compressed/],
  ['a time scale that comes after frames', [...head().slice(1), film, ...head().slice(0, 1)],                  /before their frames/],
  ['a second segment',                     [...head(), film, element(0x1a45dfa3, [])],                         /another kind/],
  ['thousands of frames in a block',       [...head(), cluster(0, Array<Uint8Array>(200).fill(simple(2, 0, 4, bytes(1, 255))))], /too far apart/],
  ['an element nobody knows',              [...head(), cluster(0, [element(0x5854, [])])],                     /another kind/],
  ['a frame that is too long',             [...head(), cluster(0, [simple(1, 0, key, bytes(4 * mebibyte))])],  /too long/],
  ['a block outside of a cluster',         [...head(), film, simple(1, 0, key, bytes(8))],                     /out of place/],
  ['a block before its cluster has a time',[...head(), element(0x1f43b675, [simple(1, 0, key, bytes(8))])],    /out of place/],
  ['a block without an end',               [...head(), cluster(0, [element(ids.simpleBlock, unsigned(0x8100))])], /ends early/],
  ['laced pictures',                       [...head(), cluster(0, [simple(1, 0, key | 2, bytes(3, 0))])],      /each frame/],
  ['a cluster that ends in a block',       [...head(), element(0x1f43b675, [element(0xe7, unsigned(0)), ...simples.map((block) => block.subarray(0, -2))]), film], /longer than its cluster/],
])('%s are left to the library', async (_, content, words) => {
  const reading = open(matroska(content)).then((stream) => all(stream.source(1, undefined)));

  await expect(reading).rejects.toThrow(ReaderRefusal);
  await expect(reading).rejects.toThrow(words);
});

test('a track that is not there is left to the library', async () => {
  await expect(open(matroska([...head(), film]), {video: 1, audio: 9})).rejects.toThrow(/not there once/);
});

test('a file that is cut off is left to the library, wherever', async () => {
  const whole = matroska([...head(), film, film]);
  for (let length = 0; length < whole.length; length += 1) {
    const reading = open(whole.subarray(0, length)).then((stream) => all(stream.source(1, undefined)));
    await expect(reading, String(length)).rejects.toThrow(ReaderRefusal);
  }
  expect(await all((await open(whole)).source(1, undefined))).toHaveLength(2);
});

test('a file that goes on behind its film is left to the library', async () => {
  const file = new Uint8Array([...matroska([...head(), film]), 0]);

  await expect(open(file)).rejects.toThrow(/does not end with the file/);
});

test('of a live recording that was cut off, all that is whole is there', async () => {
  const live = matroska([...head(), cluster(0, [simples[0] ?? bytes(0), simple(1, 40, 0, bytes(30))], 'live')], 'live');
  const shorten = async (by: number) => all((await open(live.subarray(0, live.length - by))).source(1, undefined));

  expect(await shorten(0)).toHaveLength(2);
  for (let by = 1; by <= 43; by += 1) expect(await shorten(by), String(by)).toHaveLength(1);
});

test('a file that has become shorter is left to the library', async () => {
  const shorter = new Blob([matroska([...head(), film], 'live')]);
  Object.defineProperty(shorter, 'size', {value: shorter.size + 100});
  const stream = await ClusterStream.open(shorter, both);

  await expect(all(stream.source(1, undefined))).rejects.toThrow(ReaderRefusal);
});
