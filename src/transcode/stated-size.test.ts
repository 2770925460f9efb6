import {expect, test} from 'vitest';
import {presentShare} from './stated-size.ts';

function share(bytes: Uint8Array, size = bytes.length) {
  return presentShare(size, (from, to) => Promise.resolve(bytes.subarray(from, to)));
}

function box(type: string, length: number, stated = length): number[] {
  const size = [stated >>> 24, (stated >>> 16) & 255, (stated >>> 8) & 255, stated & 255];
  return [...size, ...[...type].map((letter) => letter.charCodeAt(0)), ...Array.from({length: length - 8}, () => 0)];
}

const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const mp4 = Uint8Array.from([...box('ftyp', 32), ...box('moov', 100), ...box('mdat', 868)]);
const avi = Uint8Array.from([
  ...letters('RIFF'),
  0xe0,
  3,
  0,
  0,
  ...letters('AVI '),
  ...Array.from({length: 988}, () => 0),
]);
const mkv = Uint8Array.from([
  ...[0x1a, 0x45, 0xdf, 0xa3, 0x83, 1, 2, 3],
  ...[0x18, 0x53, 0x80, 0x67, 0x01, 0, 0, 0, 0, 0, 3, 0xd4],
  ...Array.from({length: 980}, () => 0),
]);

test.each([
  ['mp4', mp4],
  ['avi', avi],
  ['mkv', mkv],
])('a whole %s misses nothing', async (_name, bytes) => {
  expect(bytes).toHaveLength(1000);
  expect(await share(bytes)).toBeUndefined();
});

test.each([
  ['mp4', mp4],
  ['avi', avi],
  ['mkv', mkv],
])('half an %s is seen to be half', async (_name, bytes) => {
  expect(await share(bytes.subarray(0, 500))).toBeCloseTo(0.5, 2);
});

test('a missing index alone is no reason to refuse', async () => {
  expect(await share(avi.subarray(0, 990))).toBeUndefined();
});

test('sizes that were never filled in say nothing', async () => {
  const recorded = Uint8Array.from([
    ...letters('RIFF'),
    0,
    0,
    0,
    0,
    ...letters('AVI '),
    ...Array.from({length: 88}, () => 0),
  ]);
  const live = mkv.with(9 + 3, 0x01).fill(0xff, 13, 20);
  const open = Uint8Array.from([...box('ftyp', 32), ...box('mdat', 100, 0)]);

  expect(await share(recorded)).toBeUndefined();
  expect(await share(live.subarray(0, 500))).toBeUndefined();
  expect(await share(open)).toBeUndefined();
});

test('other files are left alone', async () => {
  expect(await share(new TextEncoder().encode('This is no film.'))).toBeUndefined();
  expect(await share(new Uint8Array())).toBeUndefined();
});
