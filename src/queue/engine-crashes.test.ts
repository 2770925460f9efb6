import {describe, expect, test} from 'vitest';
import {Fenced} from './ports.ts';
import {transcodeJob, uploadJob} from './testing/builders.ts';
import {drain} from './testing/manual-clock.ts';
import {fail, hang, progress, type Script} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

describe('X1: a crash in the middle of a step is an interruption, and the next engine goes on', () => {
  const steps: readonly (readonly [string, (world: World) => Script])[] = [
    ['findSource', (world) => world.files.checking],
    ['uploadChunks', (world) => world.uploader.script],
    ['notifyBackend', (world) => world.backend.scripts.afterClientUpload],
    ['transcode', (world) => world.transcoder.script],
    ['uploadTranscodeFile', (world) => world.backend.scripts.uploadTranscodeFile],
    ['recordResult', (world) => world.backend.scripts.afterClientTranscode],
  ];

  test.each(steps)('%s', async (_, scriptOf) => {
    const world = new World();
    const life = world.start();
    scriptOf(world).then(progress(0.5, hang));
    await world.add(uploadJob({transcodeTypes: ['mp4']}));
    expect([...world.db.jobs.values()].some(({status}) => status.state === 'running')).toBe(true);

    life.kill();
    world.start();
    await world.clock.advance(minuteMs);

    expect([...world.db.jobs.values()].map(({kind, status, attempts}) => [kind, status.state, attempts])).toEqual([
      ['upload', 'done', 0],
      ['transcode', 'done', 0],
    ]);
    expect(world.events.failures).toEqual([]);
  });
});

test('Q3: three deaths in one step without a checkpoint are a failure of that step', async () => {
  const world = new World();
  world.backend.scripts.afterClientUpload.otherwise = hang;
  await world.add(uploadJob());
  for (const deaths of [1, 2]) {
    const life = world.start();
    await drain();
    life.kill();
    expect(world.job().deaths?.count ?? 0).toBe(deaths - 1);
  }
  const third = world.start();
  await drain();
  third.kill();

  world.start();
  await drain();

  expect(world.job()).toMatchObject({status: {state: 'retrying'}, attempts: 1, from: 4, error: {code: 'died'}});
  expect(world.events.failures).toEqual([{uuid: 'upload-1', errorStatus: 1}]);
});

test('Q3: deaths between which bytes were acknowledged are not in a row', async () => {
  const world = new World();
  for (const fraction of [0.2, 0.4, 0.6, 0.8]) world.uploader.script.then(progress(fraction, hang));
  await world.add(uploadJob());
  for (let deaths = 0; deaths < 4; deaths += 1) {
    const life = world.start();
    await drain();
    life.kill();
  }

  world.start();
  await drain();

  expect(world.job()).toMatchObject({status: {state: 'done'}, attempts: 0});
});

test('Q3: a transcode that dies three times is made another way; after the last way it has failed', async () => {
  const world = new World();
  world.transcoder.script.otherwise = hang;
  await world.add(transcodeJob());
  const dieThreeTimes = async () => {
    for (let deaths = 0; deaths < 3; deaths += 1) {
      const life = world.start();
      await drain();
      life.kill();
    }
  };

  await dieThreeTimes();
  await dieThreeTimes();
  world.start();
  await drain();

  expect(world.transcoder.requests.map(({avoid}) => avoid ?? [])).toEqual([
    [],
    [],
    [],
    ...Array(3).fill(['repackage']),
  ]);
  expect(world.job('transcode-1')).toMatchObject({
    status: {state: 'failed'},
    error: {code: 'died'},
    way: 'encode',
    wayReason: 'died',
  });
  expect(world.log('transcode-1')).toContainEqual({event: 'way', way: 'encode', why: 'died'});
});

test('Q12: when another engine takes over, the first one stops and writes nothing more', async () => {
  const world = new World();
  const first = world.start();
  world.uploader.script.takesMs = 1_000;
  await world.add(uploadJob());

  world.start();
  await world.clock.advance(minuteMs);

  await expect(first.ended).rejects.toThrow(Fenced);
  expect(world.job()).toMatchObject({status: {state: 'done'}, attempts: 0});
  expect(world.events.mistakes).toEqual([]);
});

test('an engine that is told to stop lets go at its checkpoint', async () => {
  const world = new World();
  const life = world.start();
  world.uploader.script.then(progress(0.5, hang));
  await world.add(uploadJob());

  await life.stop();

  expect(world.job()).toMatchObject({status: {state: 'waiting'}, percent: 50, attempts: 0});
  expect(world.job()).not.toHaveProperty('deaths');
});

test('an engine that is told to stop before it has begun writes nothing', async () => {
  const world = new World();
  await world.add(uploadJob());

  await world.start().stop();

  expect(world.state()).toBe('waiting');
});

test('a step that does not stop is left behind within a second, and what it says later does not count', async () => {
  const world = new World();
  const life = world.start();
  let acknowledge: (() => Promise<void>) | undefined;
  world.uploader.upload = async (request) => {
    acknowledge = () => request.onAcknowledged({url: '/late', offset: 1, complete: false});
    return await new Promise<never>(() => undefined);
  };
  await world.add(uploadJob());

  const stopped = life.stop();
  await world.clock.advance(1_000);
  await stopped;

  expect(world.state()).toBe('waiting');
  await expect(acknowledge?.()).rejects.toThrow();
  expect(world.job().results.transfers).toEqual({});
});

test('a store that fails while a failure is written loses no job', async () => {
  const world = new World();
  const {store} = world.start();
  const {afterClientUpload} = world.backend.scripts;
  afterClientUpload.takesMs = 1_000;
  afterClientUpload.then(fail('server-error'));
  await world.add(uploadJob());

  store.failWrites(2);
  await world.clock.advance(minuteMs);

  expect(world.state()).toBe('done');
  expect(world.events.mistakes).not.toEqual([]);
});

test('a store that fails for a while is tried again every 2 s, not without pause', async () => {
  const world = new World();
  const {store} = world.start();
  store.failWrites(Infinity);

  await world.add(uploadJob());
  await world.clock.advance(minuteMs);
  expect(store.calls.get('update') ?? 0).toBeLessThan(35);
  store.failWrites(0);
  await world.clock.advance(minuteMs);

  expect(world.state()).toBe('done');
});
