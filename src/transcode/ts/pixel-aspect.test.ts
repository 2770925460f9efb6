import {expect, test} from 'vitest';
import {pixelAspect} from './pixel-aspect.ts';

// prettier-ignore
test.each([
  ['square, High',                     '6764001eacd940b4126c0440000003004000000c83c58b6580',       1],
  ['not said',                         '6764001eacd940b4126840000003004000000c83c58b6580',         1],
  ['by number, High',                  '6764001eacd940b4126c3840000003004000000c83c58b6580',       4 / 3],
  ['by number, Main',                  '674d401eeca05a09361c20000003002000000641e2c5b2c0',         4 / 3],
  ['by number, interlaced',            '6764001eacd940b424d8208000000300800000190f8a14cb',         16 / 11],
  ['by its own numbers, High',         '6764001eacd940b4126ffc010000b440000003004000000c83c58b6580', 64 / 45],
  ['by its own numbers, Baseline',     '6742c01ed900b4126ffc0020002440000003004000000c83c58b92',   8 / 9],
  ['cut off',                          '6764001e',                                                 1],
])('a shape of pixels %s (x264)', (_name, set, aspect) => {
  expect(pixelAspect(Uint8Array.from(Buffer.from(set, 'hex')))).toBeCloseTo(aspect);
});
