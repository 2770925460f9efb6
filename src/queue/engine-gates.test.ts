import {expect, test} from 'vitest';
import {alice, bob, downloadJob, transcodeJob, uploadJob} from './testing/builders.ts';
import {fail, hang, progress} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

/** A world in which an engine runs. */
function started(...given: ConstructorParameters<typeof World>): World {
  const world = new World(...given);
  world.start();
  return world;
}

test('Q10: signing out stops the running requests; signing in again goes on', async () => {
  const world = started();
  world.uploader.script.then(progress(0.5, hang));
  await world.add(uploadJob());

  world.sessions.signOut();
  await world.nudge();
  expect(world.job()).toMatchObject({status: {state: 'waiting'}, attempts: 0});
  world.sessions.signIn();
  await world.nudge();

  expect(world.state()).toBe('done');
});

test('Q10: another user neither runs nor disturbs the jobs of the first', async () => {
  const world = started();
  world.uploader.script.then(hang);
  await world.add(uploadJob());

  world.sessions.signIn(bob);
  await world.add(uploadJob({uuid: 'bobs', owner: bob}));
  await world.clock.advance(minuteMs);

  expect([world.state(), world.state('bobs')]).toEqual(['waiting', 'done']);
  expect(world.uploader.requests.map(({owner}) => owner.user)).toEqual(['alice', 'bob']);
  expect(world.backend.owners.every(({user}) => user === 'bob')).toBe(true);
});

test('Q5: 401 closes the session and counts nothing; after the next sign-in the job goes on', async () => {
  const world = started();
  world.backend.scripts.afterClientUpload.then(fail('signed-out'));

  await world.add(uploadJob());
  await world.clock.advance(minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'waiting'}, from: 4, attempts: 0});
  expect([world.sessions.expired, world.events.failures]).toEqual([[alice], []]);
  world.sessions.signIn();
  await world.nudge();

  expect(world.state()).toBe('done');
});

test('G4: while the queue is closed nothing runs', async () => {
  const world = new World();
  world.sessions.closeQueue();
  world.start();

  await world.add(uploadJob());
  await world.clock.advance(minuteMs);
  expect([world.state(), world.network.asked]).toEqual(['waiting', []]);
  world.sessions.signIn();
  await world.nudge();

  expect(world.state()).toBe('done');
});

test('Q1: each lane runs so many at once, in order; another lane is not held up', async () => {
  const world = started();
  world.uploader.script.otherwise = hang;
  const uuids = ['a', 'b', 'c', 'd', 'e'];

  await world.add(...uuids.map((uuid) => uploadJob({uuid})), transcodeJob({uuid: 't1'}), transcodeJob({uuid: 't2'}));

  expect(uuids.map((uuid) => world.state(uuid))).toEqual(['running', 'running', 'running', 'waiting', 'waiting']);
  expect([world.state('t1'), world.state('t2')]).toEqual(['running', 'waiting']);
});

test('F3: a download without what downloads waits for a window', async () => {
  const world = new World();
  world.start({downloader: false});

  await world.add(downloadJob());

  expect(world.job('download-1').status).toEqual({state: 'waiting', blocked: 'window'});
});

test('Q5: a denied permission waits for the user, and retry tries again', async () => {
  const world = started();
  world.files.checking.then(fail('permission'));
  await world.add(uploadJob());
  expect(world.job()).toMatchObject({status: {state: 'waiting', blocked: 'permission'}, attempts: 0});

  await world.command('retry', 'upload-1');

  expect(world.state()).toBe('done');
});

test('G2: with nothing to do nobody is asked, unless a window is visible', async () => {
  const world = new World();
  const {engine} = world.start();
  await world.clock.advance(minuteMs);
  expect(world.network.asked).toEqual([]);

  engine.setVisible(true);
  await world.clock.advance(5_000);

  expect(world.network.asked).toHaveLength(4);
});
