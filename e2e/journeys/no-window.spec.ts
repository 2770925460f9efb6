import type {FaultProxy} from '../support/fault-proxy.ts';
import {expect, test} from '../support/fixtures.ts';
import type {HostPage, UploadOptions} from '../support/host-page.ts';
import {randomFile, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {anyBody, chunks, mb, notify} from '../support/requests.ts';
import {sha256AtServer} from '../support/server-files.ts';

/** An upload under way in a window that may be closed: it is kept, so many bytes are over, and more are to come. */
async function uploadUnderWay(
  hostPage: HostPage,
  proxy: FaultProxy,
  token: string,
  {path, bytesPerSecond, sentBytes, ...options}: UnderWay,
): Promise<string> {
  proxy.limitUploads(bytesPerSecond);
  await hostPage.open(token);
  await hostPage.untilControlled();
  const [{uuid} = {uuid: ''}] = await hostPage.addUploads(path, options);
  await hostPage.untilKept(uuid);
  await proxy.untilBodyBytes(anyBody, sentBytes);
  return uuid;
}

interface UnderWay extends UploadOptions {
  readonly path: string;
  readonly bytesPerSecond: number;
  readonly sentBytes: number;
}

/** Another page of the browser stays, so that it does not end with the last window of the app. */
async function closeAllWindows(hostPage: HostPage): Promise<void> {
  await hostPage.page.context().newPage();
  await hostPage.page.close();
}

test('X2: with every window closed the service worker carries an upload to its end', async ({
  hostPage,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('60-mb.bin', 60 * mb);
  const line = {path, bytesPerSecond: 20 * mb, sentBytes: 25 * mb};
  const uuid = await uploadUnderWay(hostPage, faultProxy, gateway.token, line);

  await closeAllWindows(hostPage);
  faultProxy.limitUploads(Infinity);
  await faultProxy.untilRequests(notify, 1);
  const sent = faultProxy.requests(chunks).length;
  await hostPage.openOnly();
  const {fileUrl = ''} = await hostPage.untilState(uuid, 'done');

  expect(faultProxy.requests(chunks)).toHaveLength(sent);
  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
});

test('Q12: a window that opens takes the engine over from the service worker', async ({
  hostPage,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('60-mb.bin', 60 * mb);
  const line = {path, bytesPerSecond: 3 * mb, sentBytes: 5 * mb};
  const uuid = await uploadUnderWay(hostPage, faultProxy, gateway.token, line);
  await closeAllWindows(hostPage);
  const before = faultProxy.requests(chunks).length;
  await faultProxy.untilRequests(chunks, before + 1);

  await hostPage.openOnly();
  const began = Date.now();
  await hostPage.untilRunsHere();
  // 1 s; as much again is for a machine that has other tests to run.
  expect(Date.now() - began).toBeLessThan(2_000);

  expect((await hostPage.job(uuid))?.state).not.toBe('done');
  faultProxy.limitUploads(Infinity);
  const {fileUrl = ''} = await hostPage.untilState(uuid, 'done');
  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
});

test('X2: a transcode is left for the next window, and is no failure', async ({
  hostPage,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('30-mb.mp4', 30 * mb);
  const line = {path, bytesPerSecond: 10 * mb, sentBytes: 10 * mb, transcodeTypes: ['mp4']};
  const uuid = await uploadUnderWay(hostPage, faultProxy, gateway.token, line);

  await closeAllWindows(hostPage);
  await faultProxy.untilRequests(notify, 1);
  await hostPage.openOnly();
  await hostPage.untilState(uuid, 'done');

  // Random bytes are no film: only a window's transcoder can have found that out.
  await expect
    .poll(async () => (await hostPage.jobs()).find(({kind}) => kind === 'transcode')?.error?.code)
    .toBe('media-none');
});
