import {expect, test} from '../support/fixtures.ts';
import {fetchRendition} from '../support/hls.ts';
import {checkRendition} from '../transcode/judge.ts';
import {sampleMedia, sha256OfFile} from '../support/media.ts';
import type {HostPage} from '../support/host-page.ts';
import {networkErrors} from '../support/page-errors.ts';
import {recorded} from '../support/requests.ts';
import {recordOf, sha256AtServer} from '../support/server-files.ts';

for (const [name, way] of [
  ['b-frames.mp4', 'repackage'],
  ['vp9.webm', 'webcodecs'],
] as const) {
  test(`${name} is uploaded, made into HLS and kept at the server`, async ({hostPage, gateway}) => {
    const path = await sampleMedia(name);
    await hostPage.open(gateway.token);

    const [job] = await hostPage.addUploads(path, {isNetwork: true, transcodeTypes: ['mp4', '.WEBM']});
    const {uuid = ''} = job ?? {};
    const {bizId = '', fileUrl = ''} = await hostPage.untilState(uuid, 'done');
    const transcode = await hostPage.transcodeOf(uuid);
    expect(await hostPage.untilState(transcode.uuid, 'done')).toMatchObject({way});

    expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
    const {transcode: kept} = await recordOf(gateway, bizId);
    expect(String(kept?.status)).toBe('1');
    checkRendition(await fetchRendition(gateway, kept?.fileUrl ?? ''), path);
  });
}

/** Writes down when the window takes and gives back the lock that keeps the screen on. */
const recordWakeLock = () => {
  const locks = {held: 0, taken: 0};
  const request = async () => {
    locks.held += 1;
    locks.taken += 1;
    return {release: async () => void (locks.held -= 1)};
  };
  Object.defineProperty(Navigator.prototype, 'wakeLock', {configurable: true, value: {request}});
  Object.assign(window, {locks});
};
const wakeLock = async ({page}: HostPage) =>
  page.evaluate(() => (window as unknown as {locks: {held: number; taken: number}}).locks);

test('a network that goes does not disturb a transcode; its result goes out when it is back', async ({
  hostPage,
  testBrowser,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  await testBrowser.context.addInitScript(recordWakeLock);
  const path = await sampleMedia('long.avi');
  await hostPage.open(gateway.token);

  const [job] = await hostPage.addUploads(path, {isNetwork: true, transcodeTypes: ['avi']});
  const {uuid = ''} = job ?? {};
  const {bizId = ''} = await hostPage.untilState(uuid, 'done');
  const transcode = await hostPage.transcodeOf(uuid);
  await hostPage.untilProgress(transcode.uuid, 1);
  expect(await hostPage.job(uuid)).toMatchObject({plan: {why: 'container'}});
  await faultProxy.goOffline();
  // Made without a network, it has nowhere to go.
  await hostPage.untilBlocked(transcode.uuid, 'network');
  expect(faultProxy.requests(recorded)).toHaveLength(0);
  // This window made it, with the screen on; no browser reads an avi, so its picture is one of the result.
  await expect.poll(() => wakeLock(hostPage)).toEqual({held: 0, taken: 1});
  await expect.poll(async () => (await hostPage.job(uuid))?.poster).toBe(true);

  await faultProxy.goOnline();
  await hostPage.untilState(transcode.uuid, 'done');
  const {transcode: kept} = await recordOf(gateway, bizId);
  checkRendition(await fetchRendition(gateway, kept?.fileUrl ?? ''), path);
});
