import {expect, test} from 'vitest';
import type {PublicJob} from '../queue/public-job.ts';
import {RunningTally} from '../store/tally.ts';
import {factsOf, tabCountsOf, titleOf} from './shell-facts.ts';
import {scriptedJob} from './testing/scripted-jobs.ts';

const half = scriptedJob({fileName: 'a.mov', state: 'running', percent: 50, fileSize: 100});
const failed = scriptedJob({fileName: 'b.mov', state: 'failed', kind: 'transcode', fileSize: 100});
const done = scriptedJob({fileName: 'c.mov', state: 'done', percent: 100, fileSize: 1e9});
const paused = scriptedJob({fileName: 'd.mov', state: 'paused', percent: 0, fileSize: 200});

function talliesOf(...jobs: PublicJob[]) {
  const tally = new RunningTally();
  for (const job of jobs) tally.replace(undefined, job);
  return tally.read();
}

const facts = (...jobs: PublicJob[]) => factsOf(talliesOf(...jobs).all);

test('counts are of all states, and a tab says that a job in it needs a person', () => {
  const counts = tabCountsOf(talliesOf(half, failed, done));

  expect(counts.all).toEqual({count: 3, needsYou: true});
  expect(counts.upload).toEqual({count: 2, needsYou: false});
  expect(counts.transcode).toEqual({count: 1, needsYou: true});
});

test('the sum is the acknowledged part of what is still open', () => {
  expect(facts(half, paused, done).percent).toBeCloseTo((50 / 300) * 100);
  expect(facts(done).percent).toBeUndefined();
});

test('what is paused or needs a person does not go on by itself', () => {
  expect(facts(half, failed, paused, done)).toMatchObject({unfinished: 3, goOn: 1, needYou: 1, paused: 1, arrived: 1});
});

test('the title says what needs a person first, then how far it got', () => {
  expect(titleOf(facts(half, failed))).toBe('(1) Carryon');
  expect(titleOf(facts(half))).toBe('50% · Carryon');
  expect(titleOf(facts(paused, done))).toBe('Carryon');
});
