import {expect, test} from 'vitest';
import {DecodeClock, displayOrder, ReorderError} from './decode-clock.ts';

/** I P B B …: shown 0 3 1 2, in ticks of 3600. */
const withBFrames = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8].map((picture) => picture * 3600);
/** A pyramid: the deepest shuffle is two. */
const pyramid = [0, 4, 2, 1, 3, 8, 6, 5, 7].map((picture) => picture * 3600);

test.each([
  ['without B-frames', [0, 3600, 7200], 0],
  ['with B-frames', withBFrames, 1],
  ['with a pyramid', pyramid, 2],
  ['with pictures before the first one', [7200, 0, 3600, 18000, 10800, 14400], 1],
  ['of one picture', [0], 0],
])('the order of a film %s is found', (_name, times, depth) => {
  expect(displayOrder(times)).toEqual({depth, first: 0, step: 3600});
});

test.each([[withBFrames], [pyramid]])('pictures are decoded in order and before they are shown', (times) => {
  const clock = new DecodeClock(displayOrder(times));

  const decodeTimes = times.map((time) => clock.next(time));

  expect(decodeTimes).toEqual(decodeTimes.toSorted((a, b) => a - b));
  expect(new Set(decodeTimes).size).toBe(times.length);
  times.forEach((time, index) => expect(decodeTimes[index]).toBeLessThanOrEqual(time));
});

test('an uneven frame rate keeps its gaps', () => {
  const times = [0, 90_000, 3600, 7200, 900_000, 93_600, 97_200];
  const clock = new DecodeClock(displayOrder(times));

  expect(times.map((time) => clock.next(time))).toEqual([-3600, 0, 3600, 7200, 90_000, 93_600, 97_200]);
});

test('a film that shuffles more deeply than its start says so', () => {
  const clock = new DecodeClock({depth: 0, first: 0, step: 3600});

  clock.next(0);
  clock.next(10_800);

  expect(() => clock.next(3600)).toThrow(ReorderError);
});
