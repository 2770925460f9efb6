import {expect, test} from 'vitest';
import type {JobStatus} from './job.ts';
import {publicJob, type Gates} from './public-job.ts';
import {rendition, statuses, transcodeJob, uploadJob} from './testing/builders.ts';

const open: Gates = {queue: true, session: true, waitsForWifi: false, routes: {intranet: true, internet: true}};
const toIso = (ms: number) => new Date(ms).toISOString();
const shown = (job: Parameters<typeof publicJob>[0], gates = open) => publicJob(job, gates, toIso);

test('CONTRACT 6: an upload has these fields', () => {
  const job = uploadJob({
    projectId: 'p1',
    results: {transfers: {}, bizId: 'b1', fileUrl: '/f'},
    error: {code: 'server-error', message: 'No.', values: {status: 500}, fatal: false, at: toIso(1), step: 3},
    attempts: 2,
    step: 3,
    percent: 40,
  });

  expect(shown(job)).toEqual({
    uuid: 'upload-1',
    identifier: 'upload-1',
    kind: 'upload',
    route: 'auto',
    flowRoute: 'internet',
    state: 'waiting',
    step: 3,
    fileName: 'film.mp4',
    fileSize: 1_000,
    lastModified: job.source.lastModified,
    percent: 40,
    attempts: 2,
    error: {message: 'No.', fatal: false, at: toIso(1), code: 'server-error', values: {status: 500}},
    createdAt: '2026-01-01T00:00:00.000Z',
    kept: true,
    place: 1,
    bizKey: 'carryon',
    projectId: 'p1',
    bizId: 'b1',
    fileUrl: '/f',
  });
});

test('CONTRACT 6: a transcode says of which upload it is, and where its playlist lies', () => {
  const job = transcodeJob({
    status: statuses.done,
    way: 'encode',
    results: {transfers: {}, rendition, playlistPath: '/p.m3u8'},
  });

  expect(shown(job)).toMatchObject({
    of: 'upload-1',
    bizId: 'biz-1',
    way: 'encode',
    playableHere: true,
    result: {filePath: '/p.m3u8'},
    error: null,
  });
});

test('100 percent is for a job that is done', () => {
  expect(shown(uploadJob({percent: 99})).percent).toBe(99);
  expect(shown(uploadJob({percent: 99, status: statuses.done}))).toMatchObject({percent: 100, doneAt: toIso(1)});
});

test('times are ISO 8601', () => {
  expect(shown(uploadJob({status: {state: 'retrying', retryAt: 0}})).retryAt).toBe('1970-01-01T00:00:00.000Z');
});

const waiting = (status: Omit<JobStatus & {state: 'waiting'}, 'state'> = {}) =>
  ({state: 'waiting', ...status}) as const;

// prettier-ignore
test.each([
  ['nothing is in the way',        'auto',     waiting(),                        open,                                                             undefined],
  ['the queue is closed',          'auto',     waiting(),                        {...open, queue: false, session: false},                           'queue'],
  ['nobody is signed in',          'auto',     waiting(),                        {...open, session: false},                                         'session'],
  ['nothing answers',              'auto',     waiting(),                        {...open, routes: {intranet: false, internet: false}},             'network'],
  ['nothing has answered yet',     'auto',     waiting(),                        {...open, routes: {intranet: undefined, internet: undefined}},     'network'],
  ['its route is down',            'intranet', waiting(),                        {...open, routes: {intranet: false, internet: true}},              'route'],
  ['either route will do',         'auto',     waiting(),                        {...open, routes: {intranet: false, internet: true}},              undefined],
  ['its next step needs another',  'auto',     waiting({needs: 'internet'}),     {...open, routes: {intranet: true, internet: false}},              'route'],
  ['its file wants a permission',  'auto',     waiting({blocked: 'permission'}), {...open, queue: false},                                           'permission'],
  ['it needs a window',            'auto',     waiting({blocked: 'window'}),     open,                                                             'window'],
  ['it does not wait',             'intranet', statuses.paused,                  {...open, queue: false},                                           undefined],
] as const)('CONTRACT 6: blocked when %s', (_, route, status, gates, blocked) => {
  expect(shown(uploadJob({route, status}), gates).blocked).toBe(blocked);
});
