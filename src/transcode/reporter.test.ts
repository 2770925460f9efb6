import {expect, test} from 'vitest';
import type {TranscodeEvent} from './protocol.ts';
import {Reporter} from './reporter.ts';

test('progress never falls, not even when the next way begins anew, and is not told too often', () => {
  const events: TranscodeEvent[] = [];
  let now = 0;
  const reporter = new Reporter(
    (event) => events.push(event),
    () => now,
  );

  for (const [at, seconds] of [
    [0, 10],
    [100, 20],
    [1000, 50],
    [2000, 5],
    [3000, 200],
  ] as const) {
    now = at;
    reporter.progress(seconds, 100);
  }

  expect(events.map((event) => event.type === 'progress' && event.fraction)).toEqual([0.099, 0.495, 0.495, 0.99]);
  expect(events[1]).toMatchObject({speed: 50});
});

test('the first sign of life after something large was fetched is told, however soon', () => {
  const events: TranscodeEvent[] = [];
  const reporter = new Reporter(
    (event) => events.push(event),
    () => 0,
  );

  reporter.alive();
  reporter.loading();
  reporter.alive();

  expect(events.map((event) => event.type === 'alive' && event.stage)).toEqual(['working', 'loading', 'working']);
});

test('a film of unknown length still shows that it moves', () => {
  const events: TranscodeEvent[] = [];
  const reporter = new Reporter(
    (event) => events.push(event),
    () => 0,
  );

  reporter.progress(10, undefined);

  expect(events).toEqual([{type: 'progress', fraction: 0, speed: undefined}]);
});

test('a part of the work is a part of the progress', () => {
  const events: TranscodeEvent[] = [];
  let now = 0;
  const reporter = new Reporter(
    (event) => events.push(event),
    () => (now += 1000),
  );

  reporter.part(0, 0.1);
  reporter.progress(100, 100);
  reporter.part(0.1, 1);
  reporter.progress(0, 100);
  reporter.progress(50, 100);

  const fractions = events.flatMap((event) => (event.type === 'progress' ? [event.fraction] : []));
  expect(fractions).toEqual([expect.closeTo(0.099), expect.closeTo(0.099), expect.closeTo(0.5445)]);
});
