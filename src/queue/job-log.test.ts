import {expect, test} from 'vitest';
import {appended, failed, noted, publicLog, type LogEntry} from './job-log.ts';
import {uploadJob} from './testing/builders.ts';

const steps = (count: number, from = 0): readonly LogEntry[] =>
  Array.from({length: count}, (_, index) => ({event: 'step', step: 'uploadChunks', at: from + index}));

test('Q11: a log of a hundred entries is whole', () => {
  expect(appended(steps(60), steps(40, 60))).toEqual(steps(100));
});

test('Q11: of a longer log the first and the latest stay, and it says how many are gone', () => {
  const log = appended(appended(steps(100), steps(50, 100)), steps(1, 150));

  expect(log).toHaveLength(100);
  expect(log.slice(0, 20)).toEqual(steps(20));
  expect(log[20]).toEqual({event: 'left-out', count: 52, at: 71});
  expect(log.slice(21)).toEqual(steps(79, 72));
});

test('Q11: notes of one change are kept in their order', () => {
  const job = noted(noted(uploadJob(), 1, {event: 'done'}), 2, {event: 'allowed'});

  expect(job.notes?.map(({event}) => event)).toEqual(['done', 'allowed']);
});

test('Q11: a long message is cut', () => {
  expect(failed('uploadChunks', {code: 'server-error', message: 'x'.repeat(9_999), values: {}}).message).toHaveLength(
    300,
  );
});

test('Q11: for people a log begins with the job, and its times are ISO 8601', () => {
  const toIso = (ms: number) => new Date(ms).toISOString();
  const retrying = {
    event: 'retrying',
    retryAt: 9_000,
    attempts: 1,
    ...failed('uploadChunks', {code: 'died', message: '', values: {}}),
    at: 8_000,
  } as const;

  const log = publicLog(uploadJob(), [retrying], toIso);

  expect(log[0]).toEqual({event: 'added', at: '2026-01-01T00:00:00.000Z'});
  expect(log[1]).toMatchObject({
    event: 'retrying',
    at: '1970-01-01T00:00:08.000Z',
    retryAt: '1970-01-01T00:00:09.000Z',
  });
});
