import {expect, test} from 'vitest';
import {transcodeJob, uploadJob} from './testing/builders.ts';
import {hang, progress} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

/** A world in which an engine runs, for somebody who wants Wi-Fi only. */
function onlyOnWifi(): World {
  const world = new World();
  Object.assign(world.sessions.engineSettings, {onlyOnWifi: true});
  world.start();
  return world;
}

test('Q11: on a mobile network nothing is sent or asked, and on Wi-Fi it goes on at once', async () => {
  const world = onlyOnWifi();
  await world.device.change({isMobile: true});

  await world.add(uploadJob());
  await world.clock.advance(minuteMs);
  expect([world.state(), world.uploader.requests, world.network.asked]).toEqual(['waiting', [], []]);
  expect(world.events.gateChanges.at(-1)).toMatchObject({
    waitsForWifi: true,
    routes: {intranet: false, internet: false},
  });
  await world.device.change({isMobile: false});

  expect(world.state()).toBe('done');
  expect(world.events.gateChanges.at(-1)).toMatchObject({waitsForWifi: false, routes: {internet: true}});
});

test('Q11: a transfer that runs lets go, keeps its place and what was sent, and uses no retry', async () => {
  const world = onlyOnWifi();
  world.uploader.script.then(progress(0.5, hang));
  await world.add(uploadJob());

  await world.device.change({isMobile: true});
  expect(world.job()).toMatchObject({status: {state: 'waiting'}, attempts: 0, place: 1, percent: 50});
  expect(world.log().at(-1)).toEqual({event: 'interrupted', by: 'wifi', step: 'uploadChunks'});
  await world.device.change({isMobile: false});

  expect(world.state()).toBe('done');
  expect(world.events.failures).toEqual([]);
});

test('Q11, Q9: a transcode that runs is not disturbed; its result waits', async () => {
  const world = onlyOnWifi();
  world.transcoder.script.takesMs = 1_000;
  await world.add(transcodeJob());

  await world.device.change({isMobile: true});
  expect(world.state('transcode-1')).toBe('running');
  await world.clock.advance(2_000);

  expect(world.job('transcode-1')).toMatchObject({
    status: {state: 'waiting'},
    results: {rendition: {way: 'repackage'}},
  });
  expect(world.log('transcode-1').at(-1)).toMatchObject({event: 'interrupted', by: 'wifi'});
});

test('Q11: a mobile network is as good as any unless somebody says otherwise, and that counts at once', async () => {
  const world = new World();
  world.uploader.script.then(progress(0.5, hang));
  world.start();
  await world.device.change({isMobile: true});
  await world.add(uploadJob());
  expect(world.state()).toBe('running');

  Object.assign(world.sessions.engineSettings, {onlyOnWifi: true});
  await world.nudge();

  expect(world.state()).toBe('waiting');
});
