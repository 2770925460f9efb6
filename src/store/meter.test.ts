import {describe, expect, test} from 'vitest';
import {type Meter, type Move, measure, readMeter, startMeter} from './meter.ts';

const MB = 1e6;

function bytes(sentBytes: number, totalBytes = 1000 * MB) {
  return {percent: Math.floor((sentBytes / totalBytes) * 100), sentBytes, totalBytes, speed: undefined};
}

/** Sends at one rate, ten times a second, and reads once a second, as the store does. */
function run(
  meter: Meter,
  fromMs: number,
  seconds: number,
  bytesPerSecond: number,
): {meter: Meter; move: Move; at: number} {
  let sent = meter.sample.sentBytes ?? 0;
  let reading = readMeter(meter, fromMs);
  let at = fromMs;
  for (let tick = 1; tick <= seconds * 10; tick += 1) {
    at = fromMs + tick * 100;
    sent += bytesPerSecond / 10;
    const measured = measure(reading.meter, bytes(sent, meter.sample.totalBytes), at);
    reading = tick % 10 === 0 ? readMeter(measured, at) : {...reading, meter: measured};
  }
  return {...reading, at};
}

describe('speed', () => {
  test('is not shown before two seconds of data', () => {
    const early = run(startMeter(bytes(0), 0), 0, 1, 10 * MB);
    const later = run(early.meter, early.at, 1, 10 * MB);

    expect(early.move.bytesPerSecond).toBeUndefined();
    expect(later.move.bytesPerSecond).toBeCloseTo(10 * MB, -3);
  });

  test('forgets half of what was in three seconds', () => {
    const fast = run(startMeter(bytes(0), 0), 0, 30, 10 * MB);

    const slow = run(fast.meter, fast.at, 3, 4 * MB);

    expect(slow.move.bytesPerSecond).toBeCloseTo(7 * MB, -5);
  });

  test('begins anew after a stall, not with the stall as a slow second', () => {
    const before = run(startMeter(bytes(0), 0), 0, 10, 10 * MB);

    const after = run(before.meter, before.at + 20_000, 3, 10 * MB);

    expect(after.move.bytesPerSecond).toBeCloseTo(10 * MB, -4);
  });
});

describe('a stall', () => {
  test('is told in whole seconds from the fifth on, in place of speed and time left', () => {
    const moving = run(startMeter(bytes(0), 0), 0, 10, 10 * MB);

    const soon = readMeter(moving.meter, moving.at + 4_900).move;
    const stalled = readMeter(moving.meter, moving.at + 8_400).move;

    expect(soon.stalledSeconds).toBeUndefined();
    expect(stalled).toMatchObject({stalledSeconds: 8, bytesPerSecond: undefined, secondsLeft: undefined});
  });
});

describe('time left', () => {
  test('is not shown before five seconds', () => {
    const early = run(startMeter(bytes(0), 0), 0, 4, 50 * MB);
    const later = run(early.meter, early.at, 1, 50 * MB);

    expect(early.move.secondsLeft).toBeUndefined();
    expect(later.move.secondsLeft).toBeCloseTo(15, 0);
  });

  test('is not shown before 8 MiB of a large file', () => {
    const slow = run(startMeter(bytes(0, 100_000 * MB), 0), 0, 8, 1 * MB);
    const more = run(slow.meter, slow.at, 1, 1 * MB);

    expect(slow.move.secondsLeft).toBeUndefined();
    expect(more.move.secondsLeft).toBeGreaterThan(90_000);
  });

  test('counts down and does not rise for a short slow spell', () => {
    const fast = run(startMeter(bytes(0), 0), 0, 20, 10 * MB);

    const dip = run(fast.meter, fast.at, 3, 1 * MB);

    expect(fast.move.secondsLeft).toBeCloseTo(80, 0);
    expect(dip.move.secondsLeft).toBeCloseTo(77, 0);
  });

  test('rises once it has been a fifth higher for five seconds', () => {
    const fast = run(startMeter(bytes(0), 0), 0, 20, 10 * MB);

    const slow = run(fast.meter, fast.at, 15, 2 * MB);

    expect(slow.move.secondsLeft).toBeGreaterThan(100);
  });

  test('of a transcode comes from its percent', () => {
    let meter = startMeter({percent: 0, sentBytes: undefined, totalBytes: undefined, speed: 6}, 0);
    for (let second = 1; second <= 10; second += 1) {
      meter = measure(
        meter,
        {percent: second * 2, sentBytes: undefined, totalBytes: undefined, speed: 6.1},
        second * 1000,
      );
    }

    const {move} = readMeter(meter, 10_000);

    expect(move.secondsLeft).toBeCloseTo(40, 0);
    expect(move).toMatchObject({transcodeSpeed: 6.1, bytesPerSecond: undefined, stalledSeconds: undefined});
  });
});

test('a meter begins anew when another file follows', () => {
  const first = run(startMeter(bytes(0), 0), 0, 10, 10 * MB);

  const second = measure(first.meter, bytes(0, 5 * MB), first.at + 100);

  expect(readMeter(second, first.at + 100).move).toMatchObject({bytesPerSecond: undefined, secondsLeft: undefined});
});
