import {expect, test} from 'vitest';
import {ManualClock} from '../queue/testing/manual-clock.ts';
import {RateLimit} from './rate-limit.ts';

const calm = new AbortController().signal;

/** When each of some pieces may go, in ms from the start. */
async function turns(limit: RateLimit, clock: ManualClock, ...pieces: readonly number[]): Promise<number[]> {
  const start = clock.now();
  const times: number[] = [];
  const all = Promise.all(
    pieces.map(async (bytes) => limit.turn(bytes, calm).then(() => times.push(clock.now() - start))),
  );
  for (let second = 0; second < 10; second += 1) {
    await Promise.resolve();
    await clock.advance(1000);
  }
  await all;
  return times;
}

test('Q11: pieces of all uploads take turns, so that together they keep to the limit', async () => {
  const clock = new ManualClock();
  const limit = new RateLimit(clock, async () => 1_000_000);
  await limit.refresh();

  expect(await turns(limit, clock, 1_000_000, 1_000_000, 1_000_000)).toEqual([0, 1000, 2000]);
});

test('a pause is not made up for by a burst', async () => {
  const clock = new ManualClock();
  const limit = new RateLimit(clock, async () => 1_000_000);
  await limit.refresh();
  await limit.turn(1_000_000, calm);
  await clock.advance(60_000);

  expect(await turns(limit, clock, 1_000_000, 1_000_000)).toEqual([0, 1000]);
});

test('without a limit nobody waits, and chunks are as large as they like', async () => {
  const clock = new ManualClock();
  const limit = new RateLimit(clock, async () => 0);
  await limit.refresh();

  expect(limit.chunkBytes).toBe(Infinity);
  expect(await turns(limit, clock, 1e9, 1e9)).toEqual([0, 0]);
});

test('a chunk is a second’s worth, but no smaller than 64 KiB', async () => {
  let setting = 500_000;
  const limit = new RateLimit(new ManualClock(), async () => setting);
  await limit.refresh();
  expect(limit.chunkBytes).toBe(500_000);

  setting = 1_000;
  await limit.refresh();
  expect(limit.chunkBytes).toBe(64 << 10);
});

test('who is told to stop does not wait for its turn', async () => {
  const limit = new RateLimit(new ManualClock(), async () => 1_000);
  await limit.refresh();
  await limit.turn(1_000_000, calm);
  const stop = new AbortController();

  const turn = limit.turn(1_000_000, stop.signal);
  stop.abort(new Error('paused'));

  await expect(turn).rejects.toThrow('paused');
});
