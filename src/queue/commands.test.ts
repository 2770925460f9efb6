import {expect, test} from 'vitest';
import {obey, refusal, type Command} from './commands.ts';
import type {JobState} from './job.ts';
import {downloadJob, statuses, transcodeJob, uploadJob} from './testing/builders.ts';

const now = 7_000;
const places = {endPlace: 99, frontPlace: -99};

const states = ['added', 'waiting', 'running', 'retrying', 'paused', 'done', 'failed', 'cancelled'] as const;

/** What becomes of a job in a state: its new state, `same` object, or `no`: refused. */
// prettier-ignore
const outcomes: Readonly<Record<Command, Readonly<Record<JobState, JobState | 'same' | 'no'>>>> = {
  //          added                 waiting               running               retrying              paused                done                failed                cancelled
  ready:    {added: 'waiting',   waiting: 'same',      running: 'same',      retrying: 'same',      paused: 'same',      done: 'same', failed: 'same',      cancelled: 'same'},
  pause:    {added: 'paused',    waiting: 'paused',    running: 'paused',    retrying: 'paused',    paused: 'same',      done: 'no',   failed: 'no',        cancelled: 'no'},
  resume:   {added: 'no',        waiting: 'same',      running: 'same',      retrying: 'same',      paused: 'waiting',   done: 'no',   failed: 'no',        cancelled: 'no'},
  cancel:   {added: 'cancelled', waiting: 'cancelled', running: 'cancelled', retrying: 'cancelled', paused: 'cancelled', done: 'no',   failed: 'cancelled', cancelled: 'same'},
  remove:   {added: 'cancelled', waiting: 'cancelled', running: 'cancelled', retrying: 'cancelled', paused: 'cancelled', done: 'done', failed: 'cancelled', cancelled: 'cancelled'},
  retry:    {added: 'no',        waiting: 'waiting',   running: 'same',      retrying: 'waiting',   paused: 'no',        done: 'no',   failed: 'waiting',   cancelled: 'no'},
  continue: {added: 'no',        waiting: 'same',      running: 'same',      retrying: 'same',      paused: 'no',        done: 'no',   failed: 'waiting',   cancelled: 'no'},
  front:    {added: 'added',     waiting: 'waiting',   running: 'same',      retrying: 'retrying',  paused: 'paused',    done: 'no',   failed: 'no',        cancelled: 'no'},
  unpin:    {added: 'added',     waiting: 'waiting',   running: 'same',      retrying: 'retrying',  paused: 'paused',    done: 'no',   failed: 'failed',    cancelled: 'no'},
};

const table = (Object.keys(outcomes) as Command[]).flatMap((command) =>
  states.map((state) => [command, state, outcomes[command][state]] as const),
);

test.each(table)('Q11: %s of a job that is %s: %s', (command, state, outcome) => {
  const job = uploadJob({status: statuses[state]});

  const after = obey(command, job, now, places);

  expect(refusal(command, state) !== undefined).toBe(outcome === 'no');
  if (outcome === 'no' || outcome === 'same') expect(after).toBe(job);
  else expect(after.status.state).toBe(outcome);
});

test('F9: an unpinned job takes whichever route is up, and keeps what either route has of it', () => {
  const transfers = {'intranet/original': {url: 'https://gateway.example/1', offset: 5, complete: false}};
  const pinned = uploadJob({route: 'intranet', flowRoute: 'intranet', results: {transfers}});

  expect(obey('unpin', pinned, now, places)).toMatchObject({route: 'auto', results: {transfers}});
});

test('every refusal is a sentence that says why', () => {
  for (const [command, state, outcome] of table) {
    if (outcome === 'no') expect(refusal(command, state)).toMatch(/^The job .+\.$/);
  }
});

test('Q7: a failed job goes on where its failure pointed, at the end, with its attempts to begin again', () => {
  const failed = uploadJob({
    status: {state: 'failed'},
    from: 4,
    attempts: 5,
    postponedSince: 1,
    deaths: {step: 4, count: 2},
    error: {code: 'server-error', message: '', values: {}, fatal: true, at: '', step: 4},
  });

  const continued = obey('continue', failed, now, places);

  expect(continued).toMatchObject({status: {state: 'waiting'}, from: 4, attempts: 0, place: 99});
  for (const gone of ['error', 'postponedSince', 'deaths']) expect(continued).not.toHaveProperty(gone);
});

test('F11: a continued transcode owes no report of its failure any more', () => {
  const owed = {type: 'failure-report', attempts: 0, retryAt: 0} as const;

  const continued = obey('continue', transcodeJob({status: {state: 'failed'}, owed}), now, places);

  expect(continued).not.toHaveProperty('owed');
});

test('retry now keeps the retries used: only the wait is over', () => {
  const retrying = uploadJob({status: {state: 'retrying', retryAt: 9_000}, attempts: 3, place: 5});

  expect(obey('retry', retrying, now, places)).toMatchObject({status: {state: 'waiting'}, attempts: 3, place: 5});
});

test('retry lets a job try again that was blocked', () => {
  const blocked = uploadJob({status: {state: 'waiting', blocked: 'permission'}});

  expect(obey('retry', blocked, now, places).status).toEqual({state: 'waiting'});
});

// prettier-ignore
test.each([
  ['an upload',             uploadJob({route: 'internet'}),                           'auto'],
  ['a download by a link',  downloadJob({route: 'intranet'}),                         'auto'],
  ['a file of the NAS',     downloadJob({route: 'intranet', url: 'films/1.mp4'}),     'intranet'],
] as const)('unpin: %s goes by %#', (_, job, route) => {
  const unpinned = obey('unpin', job, now, places);

  expect(unpinned.route).toBe(route);
  expect(unpinned === job).toBe(route === 'intranet');
});

test('move to front goes before all others', () => {
  expect(obey('front', uploadJob(), now, places).place).toBe(-99);
});

const held = {transfers: {'internet/original': {url: '/files/1', offset: 10, complete: false}}};
const whole = {transfers: {'internet/original': {url: '/files/1', offset: 10, complete: true}}};
const both = {transfers: {...whole.transfers, 'intranet/original': {url: '/files/2', offset: 3, complete: false}}};

// prettier-ignore
test.each([
  ['nothing was sent',             uploadJob(),                                             false],
  ['the server holds a part',      uploadJob({results: held}),                              true],
  ['the backend has the original', uploadJob({results: {...whole, notified: true}}),        false],
  ['… and a part lies elsewhere',  uploadJob({results: {...both, notified: true}}),         true],
  ['an upload may be beginning',   uploadJob({status: {state: 'running'}}),                 true],
])('Q11: a cancel when %s owes the removal at the server: %#', (_, job, owes) => {
  const cancelled = obey('cancel', job, now, places);

  expect(cancelled.owed?.type).toBe(owes ? 'termination' : undefined);
});

test('Q11: a removed job is cancelled first, unless it is over; a done one keeps what the server has', () => {
  const removed = obey('remove', uploadJob({results: held}), now, places);
  const done = obey('remove', uploadJob({results: held, status: statuses.done}), now, places);

  expect(removed).toMatchObject({removed: true, status: {state: 'cancelled'}, owed: {type: 'termination'}});
  expect(done).toMatchObject({removed: true, status: {state: 'done'}});
  expect(done).not.toHaveProperty('owed');
});
