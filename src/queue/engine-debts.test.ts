import {expect, test} from 'vitest';
import {transcodeJob, uploadJob} from './testing/builders.ts';
import {drain} from './testing/manual-clock.ts';
import {fail, hang, progress} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

/** A world in which an upload hangs half way. */
async function uploading(): Promise<World> {
  const world = new World();
  world.start();
  world.uploader.script.then(progress(0.5, hang));
  await world.add(uploadJob());
  return world;
}

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

test('F9, Q11: what a job that is done had begun on another route is removed there, and the file itself is not', async () => {
  const world = new World({up: {intranet: true, internet: true}});
  world.start();
  world.uploader.script.takesMs = 1_000;
  world.uploader.script.then(progress(0.5, fail('network-lost')));
  await world.add(uploadJob());
  await world.clock.advance(1_500);
  await world.reach({intranet: false});
  await world.clock.advance(minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'done'}, flowRoute: 'internet', owed: {attempts: 0}});

  await world.reach({intranet: true});
  await world.clock.advance(minuteMs);

  expect(world.uploader.terminated).toHaveLength(1);
  expect(world.job()).toMatchObject({status: {state: 'done'}});
  expect(world.job()).not.toHaveProperty('owed');
  expect(world.job().results.transfers).toMatchObject({'internet/original': {complete: true}});
  expect(world.job().results.transfers).not.toHaveProperty('intranet/original');
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
