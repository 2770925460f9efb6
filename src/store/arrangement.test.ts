import {describe, expect, test} from 'vitest';
import {scriptedJob} from '../components/testing/scripted-jobs.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {type Held, arrange, keepUnchanged} from './arrangement.ts';
import {facetOf, groupOf} from './facets.ts';
import {RunningTally} from './tally.ts';

const nobodyHeld: ReadonlyMap<string, Held> = new Map();

function job(change: Partial<PublicJob>): PublicJob {
  return scriptedJob({fileName: 'a.mp4', fileSize: 1000, ...change});
}

test.each([
  ['added', undefined, 'next', 'next'],
  ['waiting', undefined, 'next', 'next'],
  ['waiting', 'network', 'next', 'next'],
  ['waiting', 'permission', 'need', 'need'],
  ['running', undefined, 'now', 'now'],
  ['retrying', undefined, 'next', 'retrying'],
  ['paused', undefined, 'next', 'paused'],
  ['failed', undefined, 'need', 'need'],
  ['done', undefined, 'done', 'done'],
  ['cancelled', undefined, 'done', 'done'],
] as const)('a job that is %s, blocked by %s, stands in %s, under the chip %s', (state, blocked, group, facet) => {
  const it = {state, ...(blocked && {blocked})};

  expect(groupOf(it)).toBe(group);
  expect(facetOf(it)).toBe(facet);
});

describe('the order', () => {
  test('is the place in the queue, and what waits for the network comes first', () => {
    const jobs = [
      job({uuid: 'c', place: 3}),
      job({uuid: 'a', place: 1}),
      job({uuid: 'd', place: 4, blocked: 'network'}),
      job({uuid: 'b', place: 2, state: 'paused'}),
    ];

    expect(arrange(jobs, nobodyHeld).groups.next).toEqual(['d', 'a', 'b', 'c']);
  });

  test('of what is done is the newest first', () => {
    const jobs = [
      job({uuid: 'old', state: 'done', doneAt: '2026-11-20T10:00:00Z'}),
      job({uuid: 'new', state: 'done', doneAt: '2026-11-21T10:00:00Z'}),
    ];

    expect(arrange(jobs, nobodyHeld).groups.done).toEqual(['new', 'old']);
  });

  test('leaves a held row where it was', () => {
    const jobs = [
      job({uuid: 'a', place: 1, state: 'running'}),
      job({uuid: 'b', place: 2, state: 'done', doneAt: '2026-11-21T10:00:00Z'}),
      job({uuid: 'c', place: 3, state: 'running'}),
    ];

    const {groups} = arrange(jobs, new Map([['b', {group: 'now', place: 2}]]));

    expect(groups.now).toEqual(['a', 'b', 'c']);
    expect(groups.done).toEqual([]);
  });
});

test('ahead of a waiting job are those of its own lane that can run', () => {
  const jobs = [
    job({uuid: 'u1', place: 1}),
    job({uuid: 't1', place: 2, kind: 'transcode'}),
    job({uuid: 'u2', place: 3, blocked: 'route'}),
    job({uuid: 'u3', place: 4}),
  ];

  const {ahead} = arrange(jobs, nobodyHeld);

  expect([ahead.get('u1'), ahead.get('t1'), ahead.get('u2'), ahead.get('u3')]).toEqual([0, 0, undefined, 1]);
});

test('lists that say the same stay the same objects', () => {
  const jobs = [job({uuid: 'a', place: 1}), job({uuid: 'b', state: 'running'})];
  const before = arrange(jobs, nobodyHeld);

  const same = keepUnchanged(before, arrange(jobs, nobodyHeld));
  const moved = keepUnchanged(before, arrange([job({uuid: 'a', place: 1, state: 'running'})], nobodyHeld));

  expect(same.groups).toBe(before.groups);
  expect(moved.groups.done).toBe(before.groups.done);
  expect(moved.groups.now).toEqual(['a']);
});

test('sums after any changes are those of the jobs that are there', () => {
  const tally = new RunningTally();
  const first = job({state: 'running', percent: 41});
  const second = job({kind: 'transcode', fileSize: 500});

  tally.replace(undefined, first);
  tally.replace(undefined, second);
  tally.replace(first, {...first, percent: 64});
  tally.replace({...first, percent: 64}, {...first, state: 'paused', percent: 64});
  const paused = tally.read();
  tally.replace({...first, state: 'paused', percent: 64}, undefined);
  tally.replace(second, undefined);

  expect(paused.all.open).toEqual({count: 2, bytes: 1500, sentBytes: 640});
  expect(paused.upload.facets.paused).toEqual({count: 1, bytes: 1000, leftBytes: 360});
  expect(paused.all.remainingBytes).toBe(0);
  expect(tally.read()).toEqual(new RunningTally().read());
});
