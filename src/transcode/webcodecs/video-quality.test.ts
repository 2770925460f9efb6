import {describe, expect, it} from 'vitest';
import {bitsPerSecondFor} from './video-quality.ts';

const hd = {width: 1280, height: 720};

describe('bits for pictures that are encoded again', () => {
  it('are what is usual for their size', () => {
    expect(bitsPerSecondFor(hd)).toBe(4_000_000);
    expect(bitsPerSecondFor({width: 641, height: 360})).toBe(2_000_000);
    expect(bitsPerSecondFor({width: 7680, height: 4320})).toBe(24_000_000);
  });

  it.each([
    [25, 4_000_000],
    [33, 4_000_000],
    [50, 6_000_000],
    [59.94, 6_000_000],
  ])('are half as many again for many pictures: %d a second', (rate, bits) => {
    expect(bitsPerSecondFor(hd, {codec: 'vp8', rate, bitsPerSecond: undefined})).toBe(bits);
  });

  it.each([
    ['avc', 1_000_000],
    ['vp8', 1_000_000],
    [undefined, 1_000_000],
    ['vp9', 1_500_000],
    ['av1', 2_000_000],
  ])('are no more than those of a calm film are worth: %s', (codec, bits) => {
    expect(bitsPerSecondFor(hd, {codec, rate: 25, bitsPerSecond: 1_000_000})).toBe(bits);
  });

  it('are the usual ones where the film has more', () => {
    expect(bitsPerSecondFor(hd, {codec: 'avc', rate: 25, bitsPerSecond: 20_000_000})).toBe(4_000_000);
  });
});
