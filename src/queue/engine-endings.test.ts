import {describe, expect, test} from 'vitest';
import {Fenced} from './ports.ts';
import {rendition, transcodeJob, uploadJob} from './testing/builders.ts';
import {drain} from './testing/manual-clock.ts';
import {fail, hang, hangForEver, progress, type Script} from './testing/script.ts';
import {World} from './testing/world.ts';

// How jobs, steps and engines end: by command, by crash, by another engine, by a store that fails.

const minuteMs = 60_000;

/** A world in which an upload hangs half way. */
async function uploading(): Promise<World> {
  const world = new World();
  world.start();
  world.uploader.script.then(progress(0.5, hang));
  await world.add(uploadJob());
  return world;
}

test('Q11: a running job that is paused stops, and goes on from where it was', async () => {
  const world = await uploading();

  await world.command('pause', 'upload-1');
  await world.clock.advance(minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'paused'}, percent: 50});
  await world.command('resume', 'upload-1');

  expect(world.state()).toBe('done');
  expect(world.uploader.requests[1]?.known?.offset).toBe(500);
});

test('Q11: paused and resumed before the old run has let go, a job still runs only once', async () => {
  const world = new World();
  world.start();
  world.uploader.script.then(hangForEver);
  await world.add(uploadJob());

  await world.command('pause', 'upload-1');
  await world.command('resume', 'upload-1');
  expect([world.state(), world.uploader.requests.length]).toEqual(['waiting', 1]);
  await world.clock.advance(1_000);

  expect([world.state(), world.uploader.requests.length]).toEqual(['done', 2]);
});

test('a command that comes between the claim and the first step is obeyed', async () => {
  const world = new World();
  world.start();
  let paused: Promise<void> | undefined;
  world.events.changed = ({status}) => {
    if (status.state === 'running') paused ??= world.command('pause', 'upload-1');
  };

  await world.add(uploadJob());
  await paused;
  await drain();

  expect(world.state()).toBe('paused');
  expect(world.uploader.requests).toEqual([]);
});

test('Q11: a running job that is cancelled stops, its upload is removed at the server, its source goes', async () => {
  const world = await uploading();

  await world.command('cancel', 'upload-1');

  expect(world.job()).toMatchObject({status: {state: 'cancelled'}});
  expect(world.job()).not.toHaveProperty('owed');
  expect(world.uploader.terminated).toEqual(['/internet/1']);
  expect(world.files.removedSources).toEqual(['upload-1']);
});

test('Q11: an upload that was being created when its job was cancelled is removed at the server too', async () => {
  const world = new World();
  world.start();
  let cancelled: Promise<void> | undefined;
  world.onWork = (what) => {
    if (what.startsWith('upload')) cancelled ??= world.command('cancel', 'upload-1');
    return () => undefined;
  };

  await world.add(uploadJob());
  await cancelled;
  await world.clock.advance(minuteMs);

  expect(world.state()).toBe('cancelled');
  expect([world.uploader.held.size, world.uploader.terminated.length]).toEqual([0, 1]);
});

test('Q11: a removed job leaves no record once the server has let go of its upload', async () => {
  const world = await uploading();

  await world.command('remove', 'upload-1');
  await world.clock.advance(minuteMs);

  expect(world.db.jobs.size).toBe(0);
  expect(world.events.removals).toEqual(['upload-1']);
  expect(world.uploader.held.size).toBe(0);
});

test('Q11: a cancel is paid for later when the network is gone, however long that takes', async () => {
  const world = await uploading();
  await world.reach({internet: false});

  await world.command('cancel', 'upload-1');
  await world.clock.advance(600 * minuteMs);
  expect(world.job()).toMatchObject({owed: {type: 'termination', attempts: 0}});
  await world.reach({internet: true});
  await drain();

  expect(world.uploader.terminated).toEqual(['/internet/1']);
});

test('Q11: each upload is removed when its own route is there', async () => {
  const world = new World();
  world.start();
  const transfer = (url: string) => ({url, offset: 1, complete: false});
  const results = {
    transfers: {'intranet/original': transfer('/intranet/1'), 'internet/original': transfer('/internet/1')},
  };
  await world.add(uploadJob({status: {state: 'paused'}, results}));

  await world.command('cancel', 'upload-1');
  await world.clock.advance(30 * minuteMs);
  expect([world.uploader.terminated, world.job().owed?.attempts]).toEqual([['/internet/1'], 0]);
  await world.reach({intranet: true});
  await drain();

  expect(world.uploader.terminated).toEqual(['/internet/1', '/intranet/1']);
  expect(world.job()).not.toHaveProperty('owed');
});

test('a debt that cannot be paid on the routes of now does not keep the engine busy', async () => {
  const world = new World({up: {intranet: true, internet: false}});
  const {store} = world.start();
  await world.add(transcodeJob({status: {state: 'failed'}, owed: {type: 'failure-report', attempts: 0, retryAt: 0}}));
  const before = store.calls.get('owing') ?? 0;

  await world.clock.advance(minuteMs);

  expect((store.calls.get('owing') ?? 0) - before).toBeLessThan(6);
});

test('F11: a failed transcode is reported with -1, and again until it is heard', async () => {
  const world = new World();
  world.start();
  world.transcoder.script.then(fail('media-corrupt'));
  world.backend.scripts.afterClientTranscode.then(fail('server-error'), fail('server-error'));

  await world.add(transcodeJob());
  expect(world.job('transcode-1')).toMatchObject({status: {state: 'failed'}, owed: {attempts: 1}});
  await world.clock.advance(minuteMs);

  expect(world.backend.transcodes).toMatchObject([{status: -1, filePath: '', bizId: 'biz-1'}]);
  expect(world.job('transcode-1')).toMatchObject({status: {state: 'failed'}});
  expect(world.job('transcode-1')).not.toHaveProperty('owed');
});

test('F11: a report that is never heard is given up after five retries', async () => {
  const world = new World();
  world.start();
  world.transcoder.script.then(fail('media-corrupt'));
  world.backend.scripts.afterClientTranscode.otherwise = fail('server-error');

  await world.add(transcodeJob());
  await world.clock.advance(30 * minuteMs);

  expect(world.backend.owners).toHaveLength(6);
  expect(world.job('transcode-1')).not.toHaveProperty('owed');
});

test('F11: a report that meets 401 closes the session and is paid after the next sign-in', async () => {
  const world = new World();
  world.start();
  world.transcoder.script.then(fail('media-corrupt'));
  world.backend.scripts.afterClientTranscode.then(fail('signed-out'));
  await world.add(transcodeJob());
  await world.clock.advance(minuteMs);
  expect(world.job('transcode-1').owed).toMatchObject({attempts: 0});

  world.sessions.signIn();
  await world.nudge();

  expect(world.backend.transcodes).toMatchObject([{status: -1}]);
});

test('F11: success after a continue says 1', async () => {
  const world = new World();
  world.start();
  world.transcoder.script.then(fail('media-corrupt'));
  await world.add(transcodeJob());

  await world.command('continue', 'transcode-1');

  expect(world.state('transcode-1')).toBe('done');
  expect(world.backend.transcodes.map(({status}) => status)).toEqual([-1, 1]);
});

test('F11: continued while its failure is being reported, a transcode waits until that is said', async () => {
  const world = new World();
  world.start();
  world.transcoder.script.then(fail('media-corrupt'));
  world.backend.scripts.afterClientTranscode.takesMs = 1_000;
  await world.add(transcodeJob());

  await world.command('continue', 'transcode-1');
  expect(world.state('transcode-1')).toBe('waiting');
  await world.clock.advance(minuteMs);

  expect(world.state('transcode-1')).toBe('done');
  expect(world.backend.transcodes.map(({status}) => status)).toEqual([-1, 1]);
});

test('F11: a cancelled transcode is not reported', async () => {
  const world = new World({up: {internet: false}});
  world.start();
  await world.add(transcodeJob({status: {state: 'failed'}, owed: {type: 'failure-report', attempts: 0, retryAt: 0}}));

  await world.command('cancel', 'transcode-1');
  await world.reach({internet: true});
  await world.clock.advance(minuteMs);

  expect(world.backend.transcodes).toEqual([]);
});

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
  expect(world.job('transcode-1')).toMatchObject({status: {state: 'failed'}, error: {code: 'died'}});
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

test('a rendition goes with its cancelled job', async () => {
  const world = new World();
  world.start();
  world.files.renditions.add('transcode-1');
  world.backend.scripts.afterClientTranscode.then(hang);
  await world.add(transcodeJob({results: {transfers: {}, rendition}}));

  await world.command('cancel', 'transcode-1');

  expect(world.files.renditions.size).toBe(0);
});

test('a sweep that is asked for while one is under way is done afterwards', async () => {
  const world = new World();
  const {engine} = world.start();
  await drain();
  expect(world.files.sweeps).toBe(1);

  engine.sweep();
  engine.sweep();
  await drain();

  expect(world.files.sweeps).toBe(2);
});
