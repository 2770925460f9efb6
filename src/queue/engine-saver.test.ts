import {expect, test} from 'vitest';
import {rendition, transcodeJob, uploadJob} from './testing/builders.ts';
import {hang, progress} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

/** A world in which an engine runs, for somebody who wants battery and data saved. */
function saving(): World {
  const world = new World();
  world.start();
  return world;
}

test('on a low battery no transcode starts, uploads go on, and with power it begins at once', async () => {
  const world = saving();
  await world.device.change({isLow: true});

  await world.add(uploadJob({transcodeTypes: ['mp4']}));
  await world.clock.advance(minuteMs);
  expect([world.state(), world.state('spawned-1')]).toEqual(['done', 'waiting']);
  expect(world.transcoder.requests).toEqual([]);
  expect(world.events.gateChanges.at(-1)).toMatchObject({savesBattery: true, routes: {internet: true}});
  await world.device.change({isLow: false});

  expect(world.job('spawned-1')).toMatchObject({status: {state: 'done'}, attempts: 0});
});

test('a transcode that runs lets go of a battery that gets low, keeps its place, and uses no retry', async () => {
  const world = saving();
  world.transcoder.script.then(hang);
  await world.add(transcodeJob());
  expect(world.state('transcode-1')).toBe('running');

  await world.device.change({isLow: true});
  await world.clock.advance(minuteMs);

  expect(world.job('transcode-1')).toMatchObject({status: {state: 'waiting'}, attempts: 0, place: 1});
  expect(world.log('transcode-1').at(-1)).toEqual({event: 'interrupted', by: 'battery', step: 'transcode'});
});

test('on a low battery a result that is there already is sent', async () => {
  const world = saving();
  await world.device.change({isLow: true});
  world.files.renditions.add('transcode-1');

  await world.add(transcodeJob({results: {transfers: {}, rendition}}));

  expect(world.state('transcode-1')).toBe('done');
});

test('while the browser saves data nothing is sent or asked, and then it goes on where it was', async () => {
  const world = saving();
  world.uploader.script.then(progress(0.5, hang));
  await world.add(uploadJob());
  const asked = world.network.asked.length;

  await world.device.change({savesData: true});
  await world.clock.advance(minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'waiting'}, attempts: 0, percent: 50});
  expect(world.log().at(-1)).toEqual({event: 'interrupted', by: 'data', step: 'uploadChunks'});
  expect(world.network.asked).toHaveLength(asked);
  await world.device.change({savesData: false});

  expect(world.state()).toBe('done');
});

test('whoever does not want them saved has neither held back, and that counts at once', async () => {
  const world = saving();
  await world.device.change({savesData: true, isLow: true});
  await world.add(uploadJob({transcodeTypes: ['mp4']}));
  expect(world.state()).toBe('waiting');

  Object.assign(world.sessions.engineSettings, {saver: false});
  await world.nudge();

  expect([world.state(), world.state('spawned-1')]).toEqual(['done', 'done']);
});
