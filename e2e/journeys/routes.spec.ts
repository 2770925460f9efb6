import type {HostPage} from '../support/host-page.ts';
import {fetchRendition} from '../support/hls.ts';
import {randomFile, sampleMedia, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {anyBody, anyNasBody, chunks, mb} from '../support/requests.ts';
import {recordOf, sha256AtServer} from '../support/server-files.ts';
import {expect, filesOnNas, test} from '../support/two-routes.ts';
import {checkRendition} from '../transcode/judge.ts';

const routeOf = async (page: HostPage, uuid: string) => (await page.job(uuid))?.flowRoute;

test('F1, F5, F9: with the gateway there, a film and its transcode go to the NAS, and play from there', async ({
  journey,
  faultProxy,
  gateway,
}) => {
  const path = await sampleMedia('b-frames.mp4');
  await expect(journey.page.getByText('Online by intranet')).toBeVisible();

  await journey.addFiles(path);
  await journey.untilState('b-frames.mp4', 'done');
  await journey.untilState('b-frames.mp4', 'done', 'transcode');

  const [job] = await journey.page.evaluate(async () => (await window.app?.getAllJobs(location.origin))?.upload ?? []);
  const {identifier = '', bizId = '', fileUrl = ''} = job ?? {};
  expect(await filesOnNas(gateway)).toEqual([
    `originals/${identifier}/b-frames.mp4`,
    `transcodes/${identifier}/${identifier}.m3u8`,
    `transcodes/${identifier}/${identifier}.ts`,
  ]);
  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
  const {transcode} = await recordOf(gateway, bizId);
  expect(transcode).toMatchObject({filePath: `transcodes/${identifier}/${identifier}.m3u8`});
  checkRendition(await fetchRendition(gateway, transcode?.fileUrl ?? ''), path);
  expect(faultProxy.requests(anyBody)).toEqual([]);
  await journey.play('b-frames.mp4', 'Playing from the server');
});

test('F8, F9, X5: auto: a job whose route goes away goes on by the other, and nothing acknowledged is sent twice', async ({
  hostPage,
  faultProxy,
  intranet,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('60-mb.bin', 60 * mb);
  intranet.limitUploads(20 * mb);
  faultProxy.limitUploads(20 * mb);
  await hostPage.open(gateway.token);
  const [{uuid} = {uuid: ''}] = await hostPage.addUploads(path);

  await intranet.untilBodyBytes(anyNasBody, 25 * mb);
  expect(await routeOf(hostPage, uuid)).toBe('intranet');
  await intranet.goOffline();
  await faultProxy.untilBodyBytes(anyBody, 15 * mb);
  expect(await routeOf(hostPage, uuid)).toBe('internet');

  faultProxy.limitUploads(3 * mb);
  await intranet.goOnline();
  await untilUp(hostPage, 'intranet');
  faultProxy.addRule({match: chunks, fault: {type: 'answer', status: 500}});
  const done = await hostPage.untilState(uuid, 'done');

  expect(done).toMatchObject({flowRoute: 'intranet', route: 'auto'});
  expect(await sha256AtServer(gateway, done.fileUrl ?? '')).toBe(await sha256OfFile(path));
  expect(await filesOnNas(gateway)).toEqual([`originals/${uuid}/60-mb.bin`]);
  const lost = intranet
    .requests(anyNasBody)
    .reduce((sum, {status, bodyBytes}) => sum + (status === undefined ? bodyBytes : 0), 0);
  expect(intranet.bodyBytes(anyNasBody)).toBeLessThanOrEqual(60 * mb + lost);
});

test('F9: fixed: a job whose route goes away waits, says so, uses no retry, and takes the other when it may', async ({
  browserName,
  hostPage,
  faultProxy,
  intranet,
  gateway,
  errors,
}) => {
  test.skip(browserName !== 'chromium', 'nothing of it is the browser’s own');
  errors.allow(...networkErrors);
  const path = await randomFile('60-mb.bin', 60 * mb);
  intranet.limitUploads(20 * mb);
  await hostPage.open(gateway.token);
  const attempts = await hostPage.recordAttempts();
  const [{uuid: waits} = {uuid: ''}] = await hostPage.addUploads(path, {isNetwork: false});
  await intranet.untilBodyBytes(anyNasBody, 15 * mb);

  await intranet.goOffline();
  await hostPage.untilBlocked(waits, 'route');
  expect(faultProxy.requests(anyBody)).toEqual([]);
  await intranet.goOnline();
  intranet.limitUploads(Infinity);
  await hostPage.untilState(waits, 'done');
  expect(await attempts()).toBe(0);

  await intranet.goOffline();
  const [{uuid: freed} = {uuid: ''}] = await hostPage.addUploads(path, {isNetwork: false});
  await hostPage.untilBlocked(freed, 'route');
  await hostPage.page.evaluate((uuid) => window.app?.unpinJobRoute(uuid), freed);
  const done = await hostPage.untilState(freed, 'done');

  expect(done).toMatchObject({flowRoute: 'internet', route: 'auto'});
  expect(await sha256AtServer(gateway, done.fileUrl ?? '')).toBe(await sha256OfFile(path));
});

test('F5: a share that fails at the copy of a result is asked for again, and the film is not made again', async ({
  browserName,
  hostPage,
  intranet,
  gateway,
  errors,
}) => {
  test.skip(browserName !== 'chromium', 'nothing of it is the browser’s own');
  errors.allow(...networkErrors);
  const path = await sampleMedia('b-frames.mp4');
  const gone = {
    type: 'answer',
    status: 503,
    body: '{"message": "The NAS does not answer.", "type": "NasGoneError"}',
  } as const;
  // The first one is the original's.
  intranet.addRule({match: {method: 'POST', path: '/gateway/files/'}, fault: gone, skip: 1, times: 2});
  await hostPage.open(gateway.token);
  const [{uuid} = {uuid: ''}] = await hostPage.addUploads(path, {transcodeTypes: ['mp4']});
  await hostPage.untilState(uuid, 'done');

  const transcode = await hostPage.transcodeOf(uuid);
  await hostPage.untilState(transcode.uuid, 'done');
  const log = await hostPage.page.evaluate(async (job) => (await window.app?.getJobLog(job)) ?? [], transcode.uuid);
  const steps = log.flatMap((entry) => (entry.event === 'step' ? [entry.step] : []));

  expect(steps.filter((step) => step === 'transcode')).toHaveLength(1);
  expect(steps.filter((step) => step === 'checkIntranet')).toHaveLength(3);
  expect(await filesOnNas(gateway)).toHaveLength(3);
});

test('a page that comes while its server is away goes by the gateway that was known, signed in again as well', async ({
  hostPage,
  faultProxy,
  intranet,
  gateway,
  errors,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'nothing in it is the browser’s');
  errors.allow(...networkErrors);
  await hostPage.open(gateway.token);
  faultProxy.addRule({match: {path: '/config.json'}, fault: {type: 'answer', status: 502}, times: Infinity});

  await hostPage.page.reload();
  await hostPage.page.waitForFunction(() => window.app !== undefined);
  await hostPage.signIn(gateway.token);

  const gatewayUrl = await hostPage.page.evaluate(
    () => new Promise((resolve) => window.app?.stateEvent((state) => resolve(state.gatewayUrl))),
  );
  expect(gatewayUrl).toBe(intranet.url);
});

/** Waits until this window knows a route to be up. */
async function untilUp({page}: HostPage, route: 'intranet' | 'internet'): Promise<void> {
  await page.evaluate(
    (wanted) =>
      new Promise<void>((resolve) => {
        const stop = window.app?.stateEvent(({routes}) => {
          if (routes[wanted] !== true) return;
          queueMicrotask(() => stop?.());
          resolve();
        });
      }),
    route,
  );
}
