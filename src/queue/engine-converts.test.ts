import {expect, test} from 'vitest';
import {JobError} from './failure.ts';
import {alice, bob, convertJob} from './testing/builders.ts';
import {newFetchedDeck} from './new-jobs.ts';
import {World} from './testing/world.ts';

const longMs = 60_000;
const lost = new JobError('network-lost', 'The answer was lost.');

function started(): World {
  const world = new World();
  world.start();
  return world;
}

const job = (world: World) => world.job('convert-1');

test('F7: a presentation is handed in, waited for, fetched, checked and kept', async () => {
  const world = started();
  await world.add(convertJob());
  await world.clock.advance(2_000);
  expect(world.events.progress.at(-1)).toEqual({uuid: 'convert-1', percent: 10});
  expect(job(world)).toMatchObject({
    status: {state: 'running'},
    step: 3,
    results: {token: 'token-1', deckState: 'converting'},
  });

  world.converter.become('disting');
  await world.clock.advance(longMs);
  expect(job(world).results.deckState).toBe('disting');
  world.converter.become('notifying', {totalPages: 3});
  await world.clock.advance(longMs);

  expect(job(world)).toMatchObject({
    status: {state: 'done'},
    step: 5,
    results: {token: 'token-1', totalPages: 3, size: 500, keptBytes: 500, deck: {isForeign: false}},
  });
  // By then it had been asked for two minutes, at most half a minute apart.
  expect(job(world).results.madeSeconds).toBeGreaterThan(60);
  expect(job(world).results.madeSeconds).toBeLessThan(122);
  expect(world.files.downloads.get('convert-1')).toBe(500);
});

test('P4: it is asked after a second, then less and less often, and not at all once it is there', async () => {
  const world = started();
  await world.add(convertJob());
  await world.clock.advance(10 * longMs);
  // 1, 2, 4, 8, 16 s, then every 30 s or so.
  expect(world.converter.asked.length).toBeGreaterThan(18);
  expect(world.converter.asked.length).toBeLessThan(32);

  world.converter.become('completed');
  await world.clock.advance(longMs);
  const asked = world.converter.asked.length;
  await world.clock.advance(10 * longMs);

  expect(job(world).status.state).toBe('done');
  expect(world.converter.asked).toHaveLength(asked);
});

test('P4: a service that asks to wait is not asked before', async () => {
  const world = started();
  await world.add(convertJob());
  await world.clock.advance(100);
  world.converter.become('converting', {retryAfterMs: 5 * longMs});
  await world.clock.advance(2_000);
  const asked = world.converter.asked.length;
  await world.clock.advance(5 * longMs - 2_000);
  expect(world.converter.asked).toHaveLength(asked);

  world.converter.become('completed');
  await world.clock.advance(2_000);
  expect(job(world).status.state).toBe('done');
});

test('P4: the questions of many jobs are spread out', async () => {
  const world = started();
  await world.add(...Array.from({length: 50}, (_, i) => convertJob({uuid: `convert-${i + 1}`})));
  await world.clock.advance(longMs);
  const before = world.converter.asked.length;
  const times = new Set<number>();
  for (let ms = 0; ms < 5_000; ms += 100) {
    const asked = world.converter.asked.length;
    await world.clock.advance(100);
    if (world.converter.asked.length > asked) times.add(ms);
    expect(world.converter.asked.length - asked).toBeLessThanOrEqual(2);
  }

  expect(world.converter.asked.length - before).toBe(times.size);
});

test('Q1: what only waits for the service holds no slot', async () => {
  const world = started();
  await world.add(...['1', '2', '3', '4', '5'].map((n) => convertJob({uuid: `convert-${n}`})));
  await world.clock.advance(longMs);

  expect(world.converter.decks.size).toBe(5);
  expect(world.order('convert').map((uuid) => world.job(uuid).step)).toEqual([3, 3, 3, 3, 3]);
});

test('F13: the answer to the POST is lost: the same identifier gives the same Job', async () => {
  const world = started();
  world.converter.failures.push({call: 'create', error: lost, isAfter: true});
  await world.add(convertJob());
  await world.clock.advance(longMs);

  expect(world.converter.decks.size).toBe(1);
  expect(job(world).results.token).toBe('token-1');
});

test('F13: elsewhere the Job that is new in the list, of the same name and size, is adopted', async () => {
  const world = started();
  const theirs = {state: 'converting', fileName: 'talk.pptx', fileSize: 1_000} as const;
  world.converter.isBuiltIn = false;
  world.converter.decks.set('before', {...theirs, token: 'before'});
  world.converter.failures.push({call: 'create', error: lost, isAfter: true});
  await world.add(convertJob());
  await world.clock.advance(longMs);

  expect([...world.converter.decks.keys()]).toEqual(['before', 'token-2']);
  expect(job(world).results).toMatchObject({token: 'token-2'});
  expect(job(world).results.tokensBefore).toBeUndefined();
});

test('F13: elsewhere no Job is adopted that another job holds, or that is of another file', async () => {
  const world = started();
  world.converter.isBuiltIn = false;
  world.converter.failures.push({call: 'create', error: lost});
  await world.add(convertJob());
  await world.clock.advance(100);
  const theirs = {state: 'converting', fileName: 'talk.pptx', fileSize: 1_000} as const;
  world.converter.decks.set('held', {...theirs, token: 'held'});
  world.converter.decks.set('other', {...theirs, token: 'other', fileSize: 1});
  await world.add(convertJob({uuid: 'convert-2', status: {state: 'paused'}, results: {transfers: {}, token: 'held'}}));
  await world.clock.advance(longMs);

  expect(job(world).results.token).toBe('token-3');
});

test('F7: what the service will never take fails at once', async () => {
  const world = started();
  world.converter.failures.push({call: 'create', error: new JobError('deck-refused', 'No deck.')});
  await world.add(convertJob());
  await world.clock.advance(longMs);

  expect(job(world)).toMatchObject({
    status: {state: 'failed'},
    attempts: 0,
    error: {code: 'deck-refused', fatal: true},
  });
  expect(world.events.failures).toEqual([{uuid: 'convert-1', errorStatus: 0}]);
});

test('F7: a presentation that arrived damaged is handed in again', async () => {
  const world = started();
  world.converter.failures.push({call: 'create', error: new JobError('checksum', 'MD5')});
  await world.add(convertJob());
  await world.clock.advance(longMs);

  expect(job(world).results.token).toBe('token-1');
});

test.each([
  ['halted', 'deck-halted'],
  ['deleted', 'deck-deleted'],
] as const)('F7, Q7: %s is fatal; continued, another Job is created', async (state, code) => {
  const world = started();
  await world.add(convertJob());
  await world.clock.advance(2_000);
  world.converter.become(state, {lastError: 'empty'});
  await world.clock.advance(longMs);
  expect(job(world)).toMatchObject({status: {state: 'failed'}, error: {code}});

  await world.command('continue', 'convert-1');
  await world.clock.advance(longMs);

  expect(job(world)).toMatchObject({status: {state: 'running'}, results: {token: 'token-2'}});
});

test('F7: a Job that is not there any more is fatal', async () => {
  const world = started();
  await world.add(convertJob());
  await world.clock.advance(2_000);
  world.converter.decks.clear();
  await world.clock.advance(longMs);

  expect(job(world)).toMatchObject({status: {state: 'failed'}, error: {code: 'deck-deleted'}});
});

test('F7: not converted after all: it is waited for again', async () => {
  const world = started();
  world.converter.failures.push({call: 'download', error: new JobError('deck-unready', 'Not yet.')});
  await world.add(convertJob());
  await world.clock.advance(100);
  world.converter.become('completed');
  await world.clock.advance(longMs);

  expect(job(world).status.state).toBe('done');
  expect(world.log('convert-1').filter(({event}) => event === 'retrying')).toHaveLength(1);
  expect(world.log('convert-1').filter((entry) => entry.event === 'step' && entry.step === 'waitForDeck')).toHaveLength(
    2,
  );
});

test('F7: a zip that is not safe is fetched again', async () => {
  const world = started();
  world.converter.failures.push({call: 'check', error: new JobError('deck-unsafe', 'A bomb.')});
  await world.add(convertJob());
  await world.clock.advance(100);
  world.converter.become('completed');
  await world.clock.advance(longMs);

  expect(job(world).status.state).toBe('done');
  expect(world.converter.checked).toHaveLength(2);
});

test('Q3, P4: offline it waits, and goes on where it was', async () => {
  const world = started();
  await world.add(convertJob());
  await world.clock.advance(2_000);
  await world.reach({internet: false});
  await world.clock.advance(longMs);
  expect(job(world)).toMatchObject({status: {state: 'waiting'}, attempts: 0, from: 3});

  world.converter.become('completed');
  await world.reach({internet: true});
  await world.clock.advance(longMs);

  expect(job(world).status.state).toBe('done');
  expect(world.converter.decks.size).toBe(1);
});

test('Q3: contexts that die while it waits do no harm, since each has heard of it', async () => {
  const world = new World();
  await world.add(convertJob());
  for (let death = 0; death < 5; death += 1) {
    const life = world.start();
    await world.clock.advance(5_000);
    life.kill();
  }
  world.converter.become('completed');
  world.start();
  await world.clock.advance(longMs);

  expect(job(world).status.state).toBe('done');
  expect(world.converter.decks.size).toBe(1);
});

test('a deck that was made elsewhere is fetched without a file', async () => {
  const world = started();
  world.converter.decks.set('t', {token: 't', state: 'completed', fileName: 'a.pptx', fileSize: 5});
  const given = {uuid: 'convert-1', owner: alice, createdAt: '', fileName: 'a.pptx', fileSize: 5, token: 't'};
  await world.jobs.add([{...newFetchedDeck(given), status: {state: 'waiting'}}]);
  await world.nudge();
  await world.clock.advance(longMs);

  expect(job(world).status.state).toBe('done');
});

test('Q10: the Jobs of another user are not his', async () => {
  const world = started();
  await world.add(convertJob({owner: bob}));
  await world.clock.advance(longMs);

  expect(world.converter.decks.size).toBe(0);
});

test('Q11: a removed convert leaves nothing on this device', async () => {
  const world = new World();
  const {engine} = world.start();
  await world.add(convertJob());
  await world.clock.advance(100);
  world.converter.become('completed');
  await world.clock.advance(longMs);
  expect(world.files.downloads.size).toBe(1);
  await world.command('remove', 'convert-1');
  engine.sweep();
  await world.clock.advance(longMs);

  expect(world.files.downloads.size).toBe(0);
});

// A service that is in this state is not mended by more questions: five retries, and then a person has to look.
test.each([
  ['download', 'deck-unready'],
  ['check', 'deck-unsafe'],
] as const)('Q5: a %s that says %s each time ends after five retries', async (call, code) => {
  const world = started();
  world.converter.failures.push(...Array.from({length: 50}, () => ({call, error: new JobError(code, 'Each time.')})));
  await world.add(convertJob());
  await world.clock.advance(100);
  world.converter.become('completed');
  await world.clock.advance(60 * longMs);

  expect(job(world)).toMatchObject({status: {state: 'failed'}, attempts: 5, error: {code}});
});

test('Q5: questions that fail now and then, in a long wait, use up no retries', async () => {
  const world = started();
  await world.add(convertJob());
  for (let hour = 0; hour < 8; hour += 1) {
    await world.clock.advance(10 * longMs);
    world.converter.failures.push({call: 'look', error: new JobError('server-error', '502')});
  }
  world.converter.become('completed');
  await world.clock.advance(10 * longMs);

  expect(job(world).status.state).toBe('done');
});

// Each way alone finds its own Job again.
test.each([
  ['by the list', false],
  ['by its identifier', true],
] as const)(
  'F13: a Job that was handed in %s is looked for in that way, whatever the service says next',
  async (_, knows) => {
    const world = started();
    world.converter.isBuiltIn = knows;
    world.converter.failures.push({call: 'create', error: lost, isAfter: true});
    await world.add(convertJob());
    await world.clock.advance(100);
    world.converter.isBuiltIn = !knows;
    await world.clock.advance(longMs);

    expect(world.converter.decks.size).toBe(1);
    expect(job(world).results.token).toBe('token-1');
  },
);

test('P4: after a restart the first questions are spread out as well', async () => {
  const world = new World();
  const waiting = Array.from({length: 100}, (_, n) => {
    const token = `token-${n}`;
    world.converter.decks.set(token, {token, state: 'converting', fileName: 'a.pptx', fileSize: 1});
    return convertJob({uuid: `convert-${n}`, results: {transfers: {}, token}, from: 3});
  });
  await world.add(...waiting);
  world.start();
  await world.clock.advance(1_000);
  expect(world.converter.asked.length).toBeLessThan(30);
  await world.clock.advance(longMs);

  expect(new Set(world.converter.asked).size).toBe(100);
});
