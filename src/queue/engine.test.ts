import {expect, test} from 'vitest';
import {uploadJob} from './testing/builders.ts';
import {drain} from './testing/manual-clock.ts';
import {World} from './testing/world.ts';

test('an upload on the internet goes through all steps', async () => {
  const world = new World();
  world.start();

  await world.add(uploadJob());
  await drain();

  expect(world.events.mistakes).toEqual([]);
  expect(world.job()).toMatchObject({
    status: {state: 'done'},
    step: 4,
    results: {bizId: 'biz-upload-1', notified: true},
  });
});
