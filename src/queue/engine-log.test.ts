import {expect, test} from 'vitest';
import {transcodeJob, uploadJob} from './testing/builders.ts';
import {drain} from './testing/manual-clock.ts';
import {fail, hang, progress} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;
const started = {event: 'started', route: 'internet'} as const;
const entered = (step: string) => ({event: 'step', step});
const walked = ['findSource', 'checkInternet', 'uploadChunks', 'notifyBackend'].map(entered);

/** A world in which an engine runs. */
function running(): World {
  const world = new World();
  world.start();
  return world;
}

test('Q11: the log tells the start, each step, and the end', async () => {
  const world = running();

  await world.add(uploadJob());

  expect(world.log()).toEqual([started, ...walked, {event: 'done'}]);
});

test('Q11: the log costs no write of its own', async () => {
  const world = new World();
  const {store} = world.start();

  await world.add(uploadJob());

  // Claimed, four steps, what was sent, the record, done.
  expect(store.calls.get('update')).toBe(9);
  expect([store.calls.get('log'), store.calls.get('updateAll')]).toEqual([undefined, undefined]);
});

test('Q11: the log tells a failure with its code, its words, and when it is tried again', async () => {
  const world = running();
  world.uploader.script.then(fail('server-error', {values: {status: 502}}));

  await world.add(uploadJob());
  const {retryAt} = world.job().status as {retryAt: number};
  await world.clock.advance(minuteMs);

  const failure = {
    step: 'uploadChunks',
    code: 'server-error',
    message: 'It fails with server-error.',
    values: {status: 502},
  };
  expect(world.log()[4]).toEqual({event: 'retrying', retryAt, attempts: 1, ...failure});
  expect(world.log().slice(5)).toEqual([started, ...walked, {event: 'done'}]);
});

test('Q11: the log tells a wait that the server asked for, and a failure that no retry mends', async () => {
  const world = running();
  world.uploader.script.then(fail('server-busy', {retryAfterMs: 5_000}), fail('source-changed'));

  const begun = world.clock.now();
  await world.add(uploadJob());
  await world.clock.advance(minuteMs);

  expect(world.log().filter(({event}) => event === 'postponed' || event === 'failed')).toMatchObject([
    {event: 'postponed', code: 'server-busy', retryAt: begun + 5_000},
    {event: 'failed', code: 'source-changed', step: 'uploadChunks'},
  ]);
});

test('Q11: the log tells a network that went away', async () => {
  const world = running();
  world.uploader.script.then(progress(0.5, fail('network-lost')));
  world.uploader.script.takesMs = 10;

  await world.add(uploadJob());
  world.network.up.internet = false;
  await world.clock.advance(100);

  expect(world.log().at(-1)).toEqual({event: 'interrupted', by: 'network', step: 'uploadChunks'});
});

test('Q11: the log tells who was there to run it: let go, gone, and gone once too often', async () => {
  const world = new World();
  world.backend.scripts.afterClientUpload.otherwise = hang;
  await world.add(uploadJob());
  const first = world.start();
  await drain();
  const stopped = first.stop();
  await world.clock.advance(1_000);
  await stopped;
  for (let deaths = 0; deaths < 3; deaths += 1) {
    const life = world.start();
    await drain();
    life.kill();
  }
  world.start();
  await drain();

  expect(
    world
      .log()
      .slice(5)
      .filter(({event}) => event !== 'started'),
  ).toMatchObject([
    {event: 'interrupted', by: 'stopped', step: 'notifyBackend'},
    {event: 'interrupted', by: 'died', step: 'notifyBackend'},
    {event: 'interrupted', by: 'died', step: 'notifyBackend'},
    {event: 'interrupted', by: 'died', step: 'notifyBackend'},
    {event: 'retrying', code: 'died', attempts: 1},
  ]);
});

test('Q11: the log tells what somebody asked for, once', async () => {
  const world = new World();
  await world.add(uploadJob());

  for (const name of ['pause', 'pause', 'resume', 'front', 'cancel'] as const) await world.command(name, 'upload-1');

  const commands = ['pause', 'resume', 'front', 'cancel'].map((command) => ({event: 'command', command}));
  expect(world.log()).toEqual(commands);
});

test('Q11: the log tells that the server has lost bytes', async () => {
  const world = running();
  world.uploader.script.then(progress(0.5, fail('server-error')));
  await world.add(uploadJob());

  world.uploader.held.clear();
  await world.clock.advance(minuteMs);

  expect(world.log()).toContainEqual({event: 'lost-bytes', percent: 0});
});

test('Q11: what another route has not got yet is no loss', async () => {
  const world = new World({up: {intranet: true}});
  world.start();
  world.uploader.script.then(progress(0.5, hang));
  await world.add(uploadJob());
  expect(world.job().flowRoute).toBe('intranet');

  world.network.up.intranet = false;
  world.uploader.script.clear();
  await world.clock.advance(minuteMs);

  expect(world.log()).toContainEqual({event: 'started', route: 'internet'});
  expect(world.log().filter(({event}) => event === 'lost-bytes')).toEqual([]);
});

test('Q11: the log tells the way of a transcode', async () => {
  const world = running();

  await world.add(transcodeJob());

  expect(world.log('transcode-1')).toContainEqual({event: 'way', way: 'repackage'});
});

test('Q11: the log tells what a job waits for, and the sign-out that stopped it', async () => {
  const world = running();
  world.files.checking.then(fail('permission'));
  world.uploader.script.then(hang);
  await world.add(uploadJob());
  expect(world.log().at(-1)).toEqual({event: 'blocked', by: 'permission', step: 'findSource'});

  await world.command('retry', 'upload-1');
  world.sessions.signOut();
  await world.nudge();

  expect(world.log().at(-1)).toEqual({event: 'interrupted', by: 'session', step: 'uploadChunks'});
});
