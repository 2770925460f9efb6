import {expect, test} from 'vitest';
import {annexBUnits, BrokenPictureError, PictureBuilder, readH264Config} from './h264.ts';
import {PES_HEADROOM} from './muxer.ts';

const avcC = Uint8Array.of(1, 0x64, 0, 0x1f, 0xff, 0xe1, 0, 2, 0x67, 0x64, 1, 0, 1, 0x68);

function sample(...units: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(units.flatMap((unit) => [0, 0, 0, unit.length, ...unit]));
}

function built(bytes: Uint8Array, isKey: boolean, record: Uint8Array | undefined = avcC) {
  const {unit, isRandomAccess} = new PictureBuilder(readH264Config(record)).build(bytes, isKey);
  const payload = unit.bytes.slice(PES_HEADROOM, unit.end);
  return {types: [...annexBUnits(payload)].map(({from}) => (payload[from] ?? 0) & 0x1f), isRandomAccess};
}

test('a key frame gets a delimiter and the parameter sets', () => {
  expect(built(sample([0x65, 0x88]), true)).toEqual({types: [9, 7, 8, 5], isRandomAccess: true});
});

test('another picture gets a delimiter only', () => {
  expect(built(sample([0x41, 0x9a]), false)).toEqual({types: [9, 1], isRandomAccess: false});
});

test('parameter sets in the stream are not doubled', () => {
  expect(built(sample([0x67, 1], [0x68, 1], [0x65, 1]), true).types).toEqual([9, 7, 8, 5]);
});

test('an open group of pictures can be entered at its recovery point', () => {
  expect(built(sample([0x06, 6, 1, 0xc4, 0x80], [0x41, 1]), true).isRandomAccess).toBe(true);
  expect(built(sample([0x06, 5, 1, 0xc4, 0x80], [0x41, 1]), true).isRandomAccess).toBe(false);
});

test('start codes stay start codes', () => {
  const bytes = Uint8Array.of(0, 0, 0, 1, 9, 0xf0, 0, 0, 1, 0x41, 0x9a, 0, 0, 0, 1, 0x01, 7);

  expect(new PictureBuilder(readH264Config(undefined)).build(bytes, false).isRandomAccess).toBe(false);
  expect([...annexBUnits(bytes)]).toEqual([
    {from: 4, to: 6},
    {from: 9, to: 11},
    {from: 15, to: 17},
  ]);
});

test.each([
  ['zeros', new Uint8Array(40)],
  ['a part that is too long', Uint8Array.of(0, 0, 1, 0, 0x65)],
  ['an impossible type', sample([0xe5, 1])],
  ['no picture', sample([0x06, 5, 1, 0])],
  ['an end inside a length', Uint8Array.of(...sample([0x65, 1]), 0, 0)],
])('%s is no picture', (_name, bytes) => {
  expect(() => built(bytes, true)).toThrow(BrokenPictureError);
});
