import {expect, test} from 'vitest';
import {fileSize, transcodeJob, uploadJob} from './testing/builders.ts';
import {fail, progress} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;

/** A world in which an engine runs. */
function started(...given: ConstructorParameters<typeof World>): World {
  const world = new World(...given);
  world.start();
  return world;
}

test('Q3: a network lost in mid-upload is an interruption: same place, no retry, goes on by itself', async () => {
  const world = started();
  world.uploader.script.takesMs = 1_000;
  world.uploader.script.then(progress(0.5, fail('network-lost')));
  await world.add(uploadJob({uuid: 'a'}), uploadJob({uuid: 'b', status: {state: 'paused'}}));
  await world.clock.advance(1_500);

  world.network.up.internet = false;
  await world.clock.advance(minuteMs);
  expect(world.job('a')).toMatchObject({status: {state: 'waiting'}, attempts: 0, percent: 50});
  expect(world.order()).toEqual(['a', 'b']);
  await world.reach({internet: true});
  await world.clock.advance(minuteMs);

  expect(world.state('a')).toBe('done');
  expect(world.uploader.requests.map(({known}) => known?.offset)).toEqual([undefined, fileSize / 2]);
  expect(world.events.failures).toEqual([]);
});

test('F9: on the way from the intranet to the internet the upload begins the other flow, and goes on there', async () => {
  const world = started({up: {intranet: true, internet: true}});
  world.uploader.script.takesMs = 1_000;
  world.uploader.script.then(progress(0.5, fail('network-lost')));
  await world.add(uploadJob());
  await world.clock.advance(1_500);

  world.network.up.intranet = false;
  await world.clock.advance(minuteMs);

  expect(world.job()).toMatchObject({status: {state: 'done'}, flowRoute: 'internet', attempts: 0});
  expect(world.job().results.transfers).toMatchObject({
    'intranet/original': {offset: fileSize / 2},
    'internet/original': {complete: true},
  });
});

test('F9: what one route acknowledged is kept for a return to it', async () => {
  const world = started({up: {intranet: true, internet: true}});
  world.uploader.script.takesMs = 1_000;
  world.uploader.script.then(progress(0.5, fail('network-lost')), progress(0.2, fail('network-lost')));
  await world.add(uploadJob());
  await world.clock.advance(1_500);
  world.network.up.intranet = false;
  await world.clock.advance(2_000);
  Object.assign(world.network.up, {intranet: true, internet: false});
  await world.clock.advance(minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'waiting', needs: 'internet'}, flowRoute: 'intranet'});
  await world.reach({internet: true});

  expect(world.state()).toBe('done');
  const routes = world.uploader.requests.map(({route, known}) => [route, known?.offset]);
  expect(routes).toEqual([
    ['intranet', undefined],
    ['internet', undefined],
    ['intranet', fileSize / 2],
  ]);
});

test('F9: a finished transfer goes straight to notify, on whichever route', async () => {
  const world = started({up: {intranet: true, internet: true}});
  const transfer = {url: '/internet/9', offset: fileSize, complete: true};

  await world.add(uploadJob({results: {transfers: {'internet/original': transfer}}}));

  expect(world.state()).toBe('done');
  expect(world.uploader.requests).toEqual([]);
  expect(world.backend.uploads).toMatchObject([{upload: '/internet/9'}]);
});

test('F9: a kept rendition is sent on the other route', async () => {
  const world = started({up: {intranet: true, internet: true}});
  world.uploader.script.takesMs = 1_000;
  world.uploader.script.then(fail('network-lost'));
  await world.add(transcodeJob());
  await world.clock.advance(500);

  world.network.up.intranet = false;
  await world.clock.advance(minuteMs);

  expect(world.job('transcode-1')).toMatchObject({status: {state: 'done'}, flowRoute: 'internet'});
  expect(world.transcoder.requests).toHaveLength(1);
});

test('a fixed route waits for its own, and the others go on', async () => {
  const world = started();

  await world.add(uploadJob({uuid: 'in', route: 'intranet', flowRoute: 'intranet'}), uploadJob({uuid: 'any'}));
  await world.clock.advance(minuteMs);
  expect([world.state('in'), world.state('any')]).toEqual(['waiting', 'done']);
  await world.reach({intranet: true});

  expect(world.state('in')).toBe('done');
});

test('G2: on the intranet alone an upload gets as far as its notify, and waits there for the backend', async () => {
  const world = started({up: {intranet: true, internet: false}});

  await world.add(uploadJob({route: 'intranet', flowRoute: 'intranet'}));
  await world.clock.advance(minuteMs);
  expect(world.job()).toMatchObject({status: {state: 'waiting', needs: 'internet'}, step: 3, from: 4, attempts: 0});
  await world.reach({internet: true});

  expect(world.state()).toBe('done');
});
