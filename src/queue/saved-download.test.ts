import {expect, test} from 'vitest';
import type {FailureCode} from './failure.ts';
import type {DownloadJob, JobStatus} from './job.ts';
import {beforeSaving, canSave, saved, taken, withoutTaken} from './saved-download.ts';
import {downloadJob, statuses, uploadJob} from './testing/builders.ts';

const whole = {transfers: {}, size: 9, keptBytes: 9};
const [soon, later] = [1_000, 9_000_000];

function turnedAway(code: FailureCode, status: JobStatus, change: Partial<DownloadJob> = {}): DownloadJob {
  const error = {code, message: '', values: {}, fatal: true, at: '', step: 2};
  return downloadJob({status, results: whole, error, savesTo: 'film.mp4', ...change});
}

test.each([
  ['one that is done', true, downloadJob({status: statuses.done, results: whole})],
  ['one that its file turned away', true, turnedAway('save-failed', statuses.failed)],
  ['one that its file had no room for', true, turnedAway('storage-full', statuses.failed)],
  ['one that will try its file again', true, turnedAway('save-failed', statuses.retrying)],
  ['one whose file wants a permission', true, turnedAway('permission', {state: 'waiting', blocked: 'permission'})],
  ['one that is being written', false, turnedAway('save-failed', statuses.running)],
  ['one that the line failed', false, turnedAway('server-error', statuses.failed)],
  ['one that is not whole', false, turnedAway('storage-full', statuses.failed, {results: {...whole, keptBytes: 8}})],
  ['one that was given up', false, turnedAway('save-failed', statuses.cancelled)],
  ['one that was removed', false, downloadJob({status: statuses.done, results: whole, removed: true})],
  ['one that is saved', false, saved(downloadJob({status: statuses.done, results: whole}), soon)],
  ['one that the browser took', true, taken(downloadJob({status: statuses.done, results: whole}), soon)],
  ['an upload', false, uploadJob({status: statuses.done})],
])('%s can be saved: %s', (_, can, job) => {
  expect(canSave(job)).toBe(can);
});

test('one that its file turned away is done once it is saved elsewhere, and goes nowhere by itself', () => {
  const job = beforeSaving(turnedAway('save-failed', statuses.failed), soon);

  expect(job).toMatchObject({status: {state: 'done', doneAt: soon}, results: whole});
  expect(job).not.toHaveProperty('savesTo');
  expect(job).not.toHaveProperty('error');
  expect(saved(job, soon).results.savedAt).toBe(soon);
});

test.each([
  ['is tried', statuses.running],
  ['waits to be tried', statuses.waiting],
])('one whose file %s once more is taken out of the hands of the engine', (_, status) => {
  const job = beforeSaving(turnedAway('save-failed', status), soon);

  expect(job).toMatchObject({status: {state: 'done', doneAt: soon}, results: whole});
  expect(canSave(job)).toBe(true);
});

test('one that is fetched stays as it is', () => {
  const job = downloadJob({status: statuses.running, results: {...whole, keptBytes: 8}});

  expect(beforeSaving(job, soon)).toBe(job);
});

test('what the browser took stays for ten minutes, and is not saved while it is saved again', () => {
  const job = taken(downloadJob({status: statuses.done, results: whole}), soon);

  expect(job.results).toMatchObject({savedAt: soon, keptUntil: soon + 600_000});
  expect(withoutTaken(job, soon + 599_999)).toBe(job);
  expect(beforeSaving(job, soon).results).toEqual(whole);
  expect(withoutTaken(job, later).results).toEqual({...whole, savedAt: soon});
  expect(canSave(withoutTaken(job, later))).toBe(false);
});
