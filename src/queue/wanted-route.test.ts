import {expect, test} from 'vitest';
import {downloadJob, uploadJob} from './testing/builders.ts';
import {wantedRouteOf} from './wanted-route.ts';
import {World} from './testing/world.ts';

// prettier-ignore
test.each([
  ['https://backend.test/kapi/files/1',            'auto',     'internet'],
  ['https://backend.test/gateway/files?path=a',    'auto',     'intranet'],
  ['https://elsewhere.test/kapi/files/1',          'auto',     'auto'],
  ['https://backend.test.evil.test/files/1',       'auto',     'auto'],
  ['https://backend.test/kapi/files/1',            'intranet', 'intranet'],
] as const)('F9: a download of %s that was told %s takes %s', (url, route, wanted) => {
  expect(wantedRouteOf(downloadJob({url, route}))).toBe(wanted);
});

test('F9: an upload takes the route that it was told', () => {
  expect(wantedRouteOf(uploadJob({route: 'auto'}))).toBe('auto');
});

test('G2, Q3: a link into the backend waits for the backend, and uses up no retry while only the intranet is up', async () => {
  const world = new World({up: {intranet: true, internet: false}});
  world.start();
  await world.add(downloadJob({url: 'https://backend.test/kapi/files/1'}));
  await world.clock.advance(600_000);
  expect(world.job('download-1')).toMatchObject({status: {state: 'waiting'}, attempts: 0});

  await world.reach({internet: true});
  await world.clock.advance(10_000);

  expect(world.job('download-1').status.state).toBe('done');
});
