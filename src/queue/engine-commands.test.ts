import {expect, test} from 'vitest';
import {rendition, transcodeJob, uploadJob} from './testing/builders.ts';
import {drain} from './testing/manual-clock.ts';
import {hang, hangForEver, progress} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

/** A world in which an engine runs. */
function started(...given: ConstructorParameters<typeof World>): World {
  const world = new World(...given);
  world.start();
  return world;
}

/** A world in which an upload hangs half way. */
async function uploading(): Promise<World> {
  const world = new World();
  world.start();
  world.uploader.script.then(progress(0.5, hang));
  await world.add(uploadJob());
  return world;
}

test('A2: a job that was not shown yet does not run', async () => {
  const world = started();

  await world.add(uploadJob({status: {state: 'added'}}));
  await world.clock.advance(minuteMs);
  expect(world.state()).toBe('added');
  await world.command('ready', 'upload-1');

  expect(world.state()).toBe('done');
});

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
