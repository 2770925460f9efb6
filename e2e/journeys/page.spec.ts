import {expect, test} from '../support/fixtures.ts';
import type {Match} from '../support/faults.ts';
import {sampleMedia} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';

test('a film is added, uploaded, made ready and played with its subtitles, with the network and without', async ({
  journey,
  faultProxy,
  errors,
}) => {
  expect(new URL(journey.page.url()).hash, 'the token leaves the address bar').toBe('');
  await journey.untilControlled();

  await journey.addFiles(await sampleMedia('subtitles.mkv'));
  await journey.untilState('subtitles.mkv', 'done');
  await journey.untilState('subtitles.mkv', 'done', 'transcode');
  await journey.play('subtitles.mkv', 'Playing from the server', 'Plain');

  errors.allow(...networkErrors);
  await faultProxy.goOffline();
  await journey.page.reload();
  await journey.play('subtitles.mkv', 'Playing from this device', 'Plain');
});

test('the list is still there after a reload, without the token in the address', async ({journey}) => {
  await journey.addFiles({name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear reader')});
  await journey.untilState('letter.txt', 'done');

  await journey.page.reload();

  await journey.untilState('letter.txt', 'done');
});

test('a reload in the middle of signing in by a link loses nothing', async ({journey, gateway, faultProxy, errors}) => {
  errors.allow(...networkErrors);
  const {page} = journey;
  await page.evaluate(() => window.app?.kmokeLogout());
  const asked: Match = {path: '/kapi/me'};
  const before = faultProxy.requests(asked).length;
  faultProxy.addRule({match: asked, fault: {type: 'stall'}});
  await page.goto(`${faultProxy.url}/?again#token=${gateway.token}`);
  await expect.poll(() => faultProxy.requests(asked).length).toBe(before + 1);
  expect(new URL(page.url()).hash).toBe('');

  await page.reload();

  const isSignedIn = () =>
    page.evaluate(async () => {
      const lists = await window.app?.getAllJobs(location.origin).catch(() => undefined);
      return lists !== undefined;
    });
  await expect.poll(isSignedIn).toBe(true);
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0);
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
