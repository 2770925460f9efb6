import {expect, test} from 'vitest';
import {JobError, type FailureCode, type JobErrorOptions} from './failure.ts';
import {transcodeOnIntranet, transcodeOnInternet} from './flows/transcode.ts';
import {uploadOnInternet} from './flows/upload.ts';
import {flows, runnableKinds} from './flows/index.ts';
import type {Flow} from './flow.ts';
import {mostAttempts, settle, type FailureScene} from './settle.ts';
import {running} from './testing/builders.ts';

const hourMs = 3_600_000;
const upload = uploadOnInternet as unknown as Flow;
const transcode = transcodeOnIntranet as unknown as Flow;

const scene = (given: Partial<FailureScene> = {}): FailureScene => ({
  endpointUp: true,
  now: 0,
  random: 0.5,
  backoffScale: 1,
  ...given,
});
const failure = (code: FailureCode = 'server-error', options: JobErrorOptions = {}) =>
  new JobError(code, 'It failed.', options);

test('Q3: a failure while the endpoint is down is an interruption, and counts as no retry', () => {
  const settled = settle(
    upload,
    'uploadChunks',
    running({attempts: 5}),
    failure('network-lost'),
    scene({endpointUp: false}),
  );

  expect(settled).toEqual({state: 'waiting', reason: 'interrupted', from: 'findSource', signedOut: false});
});

test('Q5: a retryable failure is retried, from where the table says', () => {
  expect(settle(transcode, 'copyResult', running(), failure(), scene())).toMatchObject({
    state: 'retrying',
    reason: 'failed',
    from: 'checkIntranet',
    attempts: 1,
  });
  expect(settle(upload, 'notifyBackend', running(), failure(), scene())).toMatchObject({from: 'notifyBackend'});
});

test.each([
  [0, 1_000],
  [1, 4_000],
  [2, 15_000],
  [3, 60_000],
  [4, 60_000],
])('Q5: after %i retries the wait is %i ms, give or take 20 %%', (attempts, waitMs) => {
  const retryAt = (random: number, backoffScale = 1) => {
    const settled = settle(upload, 'uploadChunks', running({attempts}), failure(), scene({random, backoffScale}));
    return settled.state === 'retrying' ? settled.retryAt : undefined;
  };

  expect([retryAt(0), retryAt(0.5), retryAt(1)]).toEqual([waitMs * 0.8, waitMs, waitMs * 1.2]);
  expect(retryAt(0.5, 0.01)).toBe(waitMs / 100);
});

test('Q5: the fifth retry is the last; the next failure is permanent', () => {
  const after = (attempts: number) => settle(upload, 'uploadChunks', running({attempts}), failure(), scene());

  expect(after(4)).toMatchObject({state: 'retrying', attempts: 5});
  expect(after(5)).toEqual({state: 'failed', from: 'findSource', attempts: 5});
  expect(mostAttempts).toBe(5);
});

test('Q5: a server that asks to wait postpones, and that counts as no retry', () => {
  const busy = failure('server-busy', {retryAfterMs: 7_000});

  const settled = settle(upload, 'uploadChunks', running({attempts: 5}), busy, scene({now: 1_000}));

  expect(settled).toMatchObject({state: 'retrying', reason: 'postponed', retryAt: 8_000, postponedSince: 1_000});
});

test('Q5: a server may ask to wait for an hour in all; after that it counts, at the pace it asks for', () => {
  const busy = failure('server-busy', {retryAfterMs: 7_000});
  const at = (now: number, attempts = 0) =>
    settle(upload, 'uploadChunks', running({attempts, postponedSince: 0}), busy, scene({now}));

  expect(at(hourMs - 1)).toMatchObject({reason: 'postponed', retryAt: hourMs, postponedSince: 0});
  expect(at(hourMs)).toMatchObject({reason: 'failed', attempts: 1, retryAt: hourMs + 7_000});
  expect(at(hourMs, 5)).toMatchObject({state: 'failed'});
});

test('Q5: nobody waits longer than an hour, whatever the server says', () => {
  const busy = failure('server-busy', {retryAfterMs: 24 * hourMs});

  expect(settle(upload, 'uploadChunks', running(), busy, scene())).toMatchObject({retryAt: hourMs});
});

test('Q5: a refused token waits for a sign-in and counts as no retry', () => {
  const settled = settle(upload, 'notifyBackend', running({attempts: 5}), failure('signed-out'), scene());

  expect(settled).toEqual({state: 'waiting', reason: 'interrupted', from: 'notifyBackend', signedOut: true});
});

// prettier-ignore
test.each([
  ['permission',     'findSource', 'permission'],
  ['permission',     'uploadChunks', 'permission'],
  ['engine-missing', 'findSource', 'window'],
] as const)('Q5, F10: %s in %s waits, blocked, and counts as no retry', (code, step, blocked) => {
  const settled = settle(upload, step, running({attempts: 5}), failure(code), scene());

  expect(settled).toMatchObject({state: 'waiting', reason: 'blocked', blocked});
});

test('F10: a transcoder that is not there is no failure of the transcode, though that step is fatal', () => {
  const settled = settle(
    transcodeOnInternet as unknown as Flow,
    'transcode',
    running(),
    failure('engine-missing'),
    scene(),
  );

  expect(settled).toMatchObject({state: 'waiting', blocked: 'window'});
});

test('F: a fatal step fails at once, and a continue begins with it', () => {
  expect(settle(upload, 'findSource', running(), failure('source-missing'), scene())).toEqual({
    state: 'failed',
    from: 'findSource',
    attempts: 0,
  });
  expect(settle(transcode, 'transcode', running({attempts: 2}), failure('media-corrupt'), scene())).toEqual({
    state: 'failed',
    from: 'transcode',
    attempts: 2,
  });
});

const everyStep = runnableKinds.flatMap((kind) =>
  Object.entries<unknown>(flows[kind]).flatMap(([route, value]) => {
    const flow = value as Flow;
    return flow.steps.map((step) => [`${kind}/${route}`, step.name, flow] as const);
  }),
);

test.each(everyStep)('F10: in %s, %s, a source that has changed is fatal', (_, step, flow) => {
  const settled = settle(flow, step, running(), failure('source-changed'), scene({endpointUp: false}));

  expect(settled).toEqual({state: 'failed', from: step, attempts: 0});
});
