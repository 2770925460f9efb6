import {expect, test} from 'vitest';
import {adtsFrame, frameSeconds, readAacConfig, startsWithAdts, writeAdtsHeader} from './aac.ts';

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
