import {expect, test} from '../support/fixtures.ts';
import {sampleMedia} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';

test('a film is added, uploaded, made ready and played, with the network and without', async ({
  journey,
  faultProxy,
  errors,
}) => {
  expect(new URL(journey.page.url()).hash, 'the token leaves the address bar').toBe('');
  await journey.untilControlled();

  await journey.addFiles(await sampleMedia('b-frames.mp4'));
  await journey.untilState('b-frames.mp4', 'done');
  await journey.untilState('b-frames.mp4', 'done', 'transcode');
  await journey.play('b-frames.mp4', 'Playing from the server');

  errors.allow(...networkErrors);
  await faultProxy.goOffline();
  await journey.page.reload();
  await journey.play('b-frames.mp4', 'Playing from this device');
});

test('the list is still there after a reload, without the token in the address', async ({journey}) => {
  await journey.addFiles({name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear reader')});
  await journey.untilState('letter.txt', 'done');

  await journey.page.reload();

  await journey.untilState('letter.txt', 'done');
});

test('a link with a wrong token says so', async ({journey, errors}) => {
  errors.allow(...networkErrors);
  const stranger = journey.another('wrong-token');

  await stranger.open();

  await expect(stranger.page.getByText(/token/i).first()).toBeVisible();
});

test('uploads added offline go out when the network is back', async ({journey, faultProxy, errors}) => {
  errors.allow(...networkErrors);
  await journey.untilControlled();
  await faultProxy.goOffline();
  await journey.addFiles({name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear reader')});
  await journey.untilState('letter.txt', 'waiting');

  await faultProxy.goOnline();

  await journey.untilState('letter.txt', 'done');
});
