import {expect, test} from 'vitest';
import {AdtsFrames} from './adts-frames.ts';
import {PES_HEADROOM} from './muxer.ts';
import {BrokenStreamError} from './pes-reader.ts';
import {sound} from './testing/build-stream.ts';

const frameTicks = 1920;
const four = sound(4).bytes.subarray(PES_HEADROOM);
const frameBytes = four.length / 4;

const unit = (data: Uint8Array, presentAt: number, isTorn = false) => ({data, presentAt, isTorn});

function timesOf(units: readonly ReturnType<typeof unit>[]) {
  const frames = new AdtsFrames();
  return units.map((each) => frames.take(each).map(({timestamp}) => Math.round(timestamp * 90_000)));
}

test('the frames of a unit follow each other', () => {
  const [packet, ...others] = new AdtsFrames().take(unit(four, 9000));

  expect(packet).toMatchObject({byteLength: frameBytes, timestamp: 0.1, type: 'key'});
  expect(packet?.duration).toBeCloseTo(1024 / 48_000, 9);
  expect(packet?.data).toEqual(four.subarray(0, frameBytes));
  expect(others).toHaveLength(3);
});

test.each([3, 7, 50, frameBytes - 1])(
  'a frame that begins %i bytes before the end of a unit ends in the next',
  (early) => {
    const cut = 2 * frameBytes + early;
    const units = [unit(four.subarray(0, cut), 0), unit(four.subarray(cut), 100_000)];

    // The second unit's time is that of the first frame that begins in it.
    expect(timesOf(units)).toEqual([
      [0, frameTicks],
      [2 * frameTicks, 100_000],
    ]);
  },
);

test('a frame may go over several units', () => {
  const parts = [unit(four.subarray(0, 5), 500), unit(four.subarray(5, 60), 700), unit(four.subarray(60), 900)];

  expect(timesOf(parts)).toEqual([[], [], [500, 900, 900 + frameTicks, 900 + 2 * frameTicks]]);
});

test('what is no frame is said', () => {
  const frames = new AdtsFrames();

  expect(() => frames.take(unit(four.subarray(1), 0))).toThrow(BrokenStreamError);
});

test('what comes after a hole begins with the first frame that is whole', () => {
  const inTwo = frameBytes + 40;

  // The second frame lost its end; then it lost its beginning.
  expect(timesOf([unit(four.subarray(0, inTwo), 0, true), unit(four, 50_000)])).toEqual([
    [0],
    [0, 1, 2, 3].map((index) => 50_000 + index * frameTicks),
  ]);
  expect(timesOf([unit(four.subarray(0, 30), 0, true), unit(four.subarray(50), 50_000)])).toEqual([
    [],
    [0, 1, 2].map((index) => 50_000 + index * frameTicks),
  ]);
});
