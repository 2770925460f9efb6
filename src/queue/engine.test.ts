import {expect, test} from 'vitest';
import {fileSize, uploadJob} from './testing/builders.ts';
import {drain} from './testing/manual-clock.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

/** A world in which an engine runs. */
function started(...given: ConstructorParameters<typeof World>): World {
  const world = new World(...given);
  world.start();
  return world;
}

test('F2: an upload on the internet goes through all steps', async () => {
  const world = started();

  await world.add(uploadJob());

  expect(world.job()).toMatchObject({status: {state: 'done'}, flowRoute: 'internet', step: 4, attempts: 0});
  expect(world.backend.uploads).toMatchObject([{identifier: 'upload-1', upload: '/internet/1', fileSize}]);
  expect(world.files.removedSources).toEqual(['upload-1']);
  expect(world.events.mistakes).toEqual([]);
});

test('F1: an upload goes to the NAS if the intranet is there, and is told by its path', async () => {
  const world = started({up: {intranet: true}});

  await world.add(uploadJob());

  expect(world.job()).toMatchObject({status: {state: 'done'}, flowRoute: 'intranet', step: 4});
  expect(world.backend.uploads).toMatchObject([{filePath: 'originals/upload-1/film.mp4'}]);
});

test('F10: a file that was found changed while it was copied is not sent, or not told of', async () => {
  const world = started();
  const found = {error: {code: 'source-changed', fatal: true}, status: {state: 'failed'}};
  const results = {transfers: {'internet/original': {url: '/internet/9', offset: fileSize, complete: true}}};

  await world.add(uploadJob({unkept: 'changed'}), uploadJob({uuid: 'sent', unkept: 'changed', results}));

  expect(world.job()).toMatchObject({...found, step: 1});
  expect(world.job('sent')).toMatchObject({...found, step: 4});
  expect(world.backend.uploads).toEqual([]);
});

test('every step is stored before it is taken', async () => {
  const world = started();

  await world.add(uploadJob());

  const steps = world.events.changes.map(({step, status}) => `${status.state} ${step}`);
  expect([...new Set(steps)]).toEqual(['running 0', 'running 1', 'running 2', 'running 3', 'running 4', 'done 4']);
});

test('the engine keeps still when there is nothing to do', async () => {
  const world = new World();
  const {store} = world.start();
  await world.add(uploadJob());
  await drain();
  const before = store.calls.get('waiting');

  await world.clock.advance(60 * minuteMs);

  expect(store.calls.get('waiting')).toBe(before);
  expect(world.clock.nextAt).toBeUndefined();
});

test('10 times the jobs cost the same for each of them', async () => {
  const callsFor = async (count: number) => {
    const world = new World();
    const {store} = world.start();
    await world.add(...Array.from({length: count}, (_, index) => uploadJob({uuid: `job-${index}`})));
    await drain();
    expect([...world.db.jobs.values()].every(({status}) => status.state === 'done')).toBe(true);
    return [...store.calls.values()].reduce((sum, calls) => sum + calls, 0) / count;
  };

  const few = await callsFor(30);
  const many = await callsFor(300);

  expect(many / few).toBeLessThan(1.1);
});
