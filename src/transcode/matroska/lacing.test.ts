import {expect, test} from 'vitest';
import {ReaderRefusal} from '../copy/reader-refusal.ts';
import {framesOf, Lacing} from './lacing.ts';

const frames = [Buffer.alloc(300, 1), Buffer.alloc(255, 2), Buffer.alloc(0), Buffer.alloc(7, 3)];
const content = Buffer.concat(frames);
const bytes = (...values: readonly number[]) => Buffer.from(values);

// prettier-ignore
test.each([
  // 300 is 255 + 45; 255 needs a 0 behind it.
  ['by Xiph', Lacing.xiph, bytes(3, 255, 45, 255, 0, 0)],
  // 300; −45 and −255 in two bytes each, moved up by 8,191.
  ['by EBML', Lacing.ebml, bytes(3, 0x41, 0x2c, 0x5f, 0xd2, 0x5f, 0x00)],
])('RFC 9559, 10.3: frames laced %s are taken apart', (_, lacing, sizes) => {
  const found = framesOf(Buffer.concat([sizes, content]), lacing);

  expect(found.map((frame) => Buffer.from(frame))).toEqual(frames);
});

test('RFC 9559, 10.3: frames of one size are taken apart', () => {
  expect(framesOf(bytes(2, 1, 1, 2, 2, 3, 3), Lacing.fixedSize).map((frame) => [...frame])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
});

test('a block without lacing is one frame', () => {
  expect(framesOf(content, Lacing.none)).toEqual([content]);
});

test.each([
  ['nothing at all', Lacing.xiph, bytes()],
  ['a frame longer than the block', Lacing.xiph, bytes(1, 9, 0)],
  ['a frame of less than nothing', Lacing.ebml, bytes(2, 0x81, 0x80, 0, 0)],
  ['sizes that end early', Lacing.ebml, bytes(2, 0x81)],
  ['sizes without an end', Lacing.xiph, bytes(255, 255, 255)],
  ['frames that are not of one size', Lacing.fixedSize, bytes(1, 0, 0, 0)],
])('%s is refused', (_, lacing, laced) => {
  expect(() => framesOf(laced, lacing)).toThrow(ReaderRefusal);
});
