import {expect, test} from 'vitest';
import {adtsFrame, endsWell, frameSeconds, silentFrame, readAacConfig, startsWithAdts, writeAdtsHeader} from './aac.ts';

// prettier-ignore
test.each([
  ['LC, 44.1 kHz, stereo',     [0x12, 0x10],              {objectType: 2, rateIndex: 4, channels: 2}],
  ['LC, 48 kHz, 5.1',          [0x11, 0xb0],              {objectType: 2, rateIndex: 3, channels: 6}],
  ['HE-AAC: its core',         [0x2b, 0x92, 0x08, 0x00],  {objectType: 2, rateIndex: 7, channels: 2}],
  ['frames of 960 samples',    [0x12, 0x14],              undefined],
  ['a layout of its own',      [0x12, 0x00],              undefined],
  ['xHE-AAC',                  [0xf9, 0x48, 0x80, 0x00],  undefined],
])('%s', (_name, bytes, config) => {
  expect(readAacConfig(Uint8Array.from(bytes))).toEqual(config);
});

test('a frame says how long it is', () => {
  const config = {objectType: 2, rateIndex: 4, channels: 2};
  const bytes = new Uint8Array(400);

  writeAdtsHeader(config, 300, bytes, 0);

  expect(startsWithAdts(bytes)).toBe(true);
  expect(adtsFrame(bytes, 0)).toEqual({length: 307, seconds: frameSeconds(config)});
  expect(adtsFrame(bytes, 1)).toBeUndefined();
});

// prettier-ignore
test.each([
  ['its END in the last byte',         [0x21, 0x10, 0x07],             true],
  ['its END across two bytes',         [0x21, 0x01, 0xc0],             true],
  ['its END and bytes of filling',     [0x21, 0x10, 0x38, 0x00, 0x00], true],
  ['nothing but zeros',                [0x00, 0x00, 0x00],             false],
  ['another end',                      [0x21, 0x10, 0x60],             false],
  ['no bytes at all',                  [],                             false],
])('a frame with %s', (_name, bytes, isWhole) => {
  expect(endsWell(Uint8Array.from(bytes))).toBe(isWhole);
});

test('a silent frame is a whole frame, for every number of channels', () => {
  for (const channels of [1, 2, 3, 4, 5, 6, 7]) {
    expect(endsWell(silentFrame({objectType: 2, rateIndex: 4, channels}))).toBe(true);
  }
});
