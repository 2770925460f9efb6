import {expect, test} from 'vitest';
import {fileSize, uploadJob} from './testing/builders.ts';
import {conflict} from './testing/scripted-backend.ts';
import {fail, progress} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

/** A world in which an engine runs. */
function started(...given: ConstructorParameters<typeof World>): World {
  const world = new World(...given);
  world.start();
  return world;
}

test('Q5, Q6: a retry puts the job at the end, says so, and takes its time', async () => {
  const world = started();
  world.uploader.script.then(fail('server-error'));

  await world.add(uploadJob({uuid: 'a'}), uploadJob({uuid: 'b'}));

  expect(world.order()).toEqual(['b', 'a']);
  expect(world.job('a')).toMatchObject({
    status: {state: 'retrying'},
    attempts: 1,
    from: 1,
    error: {code: 'server-error'},
  });
  expect(world.events.failures).toEqual([{uuid: 'a', errorStatus: 1}]);
  await world.clock.advance(1_200);
  expect(world.state('a')).toBe('done');
  expect(world.job('a')).not.toHaveProperty('error');
});

test('Q5, Q6: after five retries without progress the job has failed', async () => {
  const world = started();
  world.uploader.script.otherwise = fail('server-error');

  await world.add(uploadJob());
  await world.clock.advance(10 * minuteMs);

  expect(world.job()).toMatchObject({status: {state: 'failed'}, attempts: 5, error: {fatal: true}});
  expect(world.uploader.requests).toHaveLength(6);
  expect(world.events.failures.map(({errorStatus}) => errorStatus)).toEqual([1, 1, 1, 1, 1, 0]);
});

test('Q5: bytes that were acknowledged make the count begin again', async () => {
  const world = started();
  const failing = fail('server-error');
  world.uploader.script.then(failing, failing, failing, progress(0.1, failing), failing, failing, failing, failing);

  await world.add(uploadJob());
  await world.clock.advance(10 * minuteMs);

  expect(world.state()).toBe('done');
});

test('Q5: a postponed job waits as long as it was asked to, keeps its place, and counts nothing', async () => {
  const world = started();
  world.backend.scripts.afterClientUpload.then(fail('server-busy', {retryAfterMs: 30_000}));

  await world.add(uploadJob({uuid: 'a'}), uploadJob({uuid: 'b', status: {state: 'paused'}}));
  await world.clock.advance(29_999);
  expect(world.job('a')).toMatchObject({status: {state: 'retrying'}, attempts: 0});
  expect(world.order()).toEqual(['a', 'b']);
  await world.clock.advance(1);

  expect(world.state('a')).toBe('done');
});

test('F: a retry of "here" skips the transfer', async () => {
  const world = started();
  world.backend.scripts.afterClientUpload.then(fail('server-error'));

  await world.add(uploadJob());
  expect(world.job()).toMatchObject({status: {state: 'retrying'}, from: 4});
  await world.clock.advance(minuteMs);

  expect(world.state()).toBe('done');
  expect(world.uploader.requests).toHaveLength(1);
});

test('F1: a missing source is permanent at once', async () => {
  const world = started();
  world.files.gone.add('upload-1');

  await world.add(uploadJob());

  expect(world.job()).toMatchObject({status: {state: 'failed'}, attempts: 0, error: {code: 'source-missing', step: 1}});
  expect(world.events.failures).toEqual([{uuid: 'upload-1', errorStatus: 0}]);
});

test('Q7: a continued job goes on from the row its failure pointed to', async () => {
  const world = started();
  world.backend.scripts.afterClientUpload.otherwise = fail('server-error');
  await world.add(uploadJob());
  await world.clock.advance(10 * minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'failed'}, from: 4});

  world.backend.scripts.afterClientUpload.clear();
  await world.command('continue', 'upload-1');

  expect(world.job()).toMatchObject({status: {state: 'done'}, attempts: 0});
  expect(world.uploader.requests).toHaveLength(1);
});

test('Q7: a job that was continued after a fatal failure tries the same step again', async () => {
  const world = started();
  world.files.gone.add('upload-1');
  await world.add(uploadJob());

  world.files.gone.clear();
  await world.command('continue', 'upload-1');

  expect(world.state()).toBe('done');
});

test('409 at the notify: what was thought to be there is asked for again', async () => {
  const world = started();
  world.backend.scripts.afterClientUpload.then({do: 'fail', error: conflict});
  await world.add(uploadJob());
  expect(world.job().results.transfers['internet/original']).toMatchObject({complete: false});

  const held = world.uploader.held.get('/internet/1');
  if (held) held.offset = 10;
  await world.clock.advance(minuteMs);

  expect(world.state()).toBe('done');
  expect(world.uploader.requests).toHaveLength(2);
  expect(world.uploader.held.get('/internet/1')?.offset).toBe(fileSize);
});
