import {expect, test} from 'vitest';
import {ManualClock} from '../queue/testing/manual-clock.ts';
import {ShortLife} from './short-life.ts';

const never = new AbortController().signal;

test('X2: what fits in half the time that is left is sent', async () => {
  const life = new ShortLife(new ManualClock(), 100_000);

  await expect(life.mayPost(12_000_000, never)).resolves.toBeUndefined();
});

test('X2: what fits in no such life needs a window', async () => {
  const life = new ShortLife(new ManualClock(), 100_000);

  await expect(life.mayPost(13_000_000, never)).rejects.toMatchObject({code: 'engine-missing'});
});

test('X2: what was measured counts, and what comes too late waits for the next life', async () => {
  const clock = new ManualClock();
  const life = new ShortLife(clock, 100_000);
  life.measured(10_000_000, 10_000);
  await expect(life.mayPost(40_000_000, never)).resolves.toBeUndefined();
  await clock.advance(50_000);
  const ending = new AbortController();
  const waiting = life.mayPost(40_000_000, ending.signal);
  ending.abort(new Error('The time is up.'));

  await expect(waiting).rejects.toThrow('The time is up.');
});
