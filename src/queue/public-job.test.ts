import {expect, test} from 'vitest';
import {closedGates} from './gate.ts';
import type {JobStatus} from './job.ts';
import {publicJob, type Gates} from './public-job.ts';
import {downloadJob, rendition, statuses, transcodeJob, uploadJob} from './testing/builders.ts';

const open: Gates = {...closedGates, queue: true, session: true, routes: {intranet: true, internet: true, ppj: true}};
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

test('of a film everybody sees what a look at it has told, but not where one looked', () => {
  const told = {
    durationSeconds: 9,
    width: 16,
    height: 9,
    plan: {way: 'webcodecs', why: 'not-aac'},
    poster: true,
  } as const;
  const job = shown(uploadJob({film: {seenIn: 'original', ...told}}));

  expect(job).toMatchObject(told);
  expect(job).not.toHaveProperty('seenIn');
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
  ['nothing answers',              'auto',     waiting(),                        {...open, routes: {intranet: false, internet: false, ppj: false}},             'network'],
  ['nothing has answered yet',     'auto',     waiting(),                        {...open, routes: {intranet: undefined, internet: undefined, ppj: undefined}},     'network'],
  ['its route is down',            'intranet', waiting(),                        {...open, routes: {intranet: false, internet: true, ppj: true}},              'route'],
  ['either route will do',         'auto',     waiting(),                        {...open, routes: {intranet: false, internet: true, ppj: true}},              undefined],
  ['its next step needs another',  'auto',     waiting({needs: 'internet'}),     {...open, routes: {intranet: true, internet: false, ppj: false}},              'route'],
  ['its file wants a permission',  'auto',     waiting({blocked: 'permission'}), {...open, queue: false},                                           'permission'],
  ['it needs a window',            'auto',     waiting({blocked: 'window'}),     open,                                                             'window'],
  ['it does not wait',             'intranet', statuses.paused,                  {...open, queue: false},                                           undefined],
] as const)('CONTRACT 6: blocked when %s', (_, route, status, gates, blocked) => {
  expect(shown(uploadJob({route, status}), gates).blocked).toBe(blocked);
});

test('CONTRACT 6: a download says where it comes from, how large it is, and whether it can be saved', () => {
  const done = {status: statuses.done, percent: 99, results: {transfers: {}, size: 900, keptBytes: 900}};

  expect(shown(downloadJob({fileSize: 0, sizeUnknown: true}))).toMatchObject({sizeUnknown: true, fileSize: 0});
  expect(shown(downloadJob())).not.toHaveProperty('savable');
  expect(shown(downloadJob({...done, savesTo: 'film.mp4'}))).toMatchObject({
    url: 'https://backend.test/files/1',
    fileSize: 900,
    percent: 100,
    result: {size: 900},
    savable: true,
    savesTo: 'film.mp4',
  });
  const saved = shown(downloadJob({...done, results: {...done.results, savedAt: 1}}));
  expect(saved).toMatchObject({savedAt: toIso(1)});
  expect(saved).not.toHaveProperty('savable');
  expect(saved).not.toHaveProperty('savableUntil');
  expect(shown(downloadJob({results: {transfers: {}, straight: true}}))).toMatchObject({straight: true});
  const taken = shown(downloadJob({...done, results: {...done.results, savedAt: 1, keptUntil: 2}}));
  expect(taken).toMatchObject({savedAt: toIso(1), savableUntil: toIso(2)});
  expect(taken).not.toHaveProperty('savable');
});
