import type {FaultProxy} from '../support/fault-proxy.ts';
import {expect, test} from '../support/fixtures.ts';
import {randomFile, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {anyBody, chunks, mb, notify} from '../support/requests.ts';
import {sha256AtServer} from '../support/server-files.ts';

/** Bytes that went over the wire more than once. */
const sentTwice = (proxy: FaultProxy, size: number) => proxy.bodyBytes(anyBody) - size;
/** Bytes of requests that were never acknowledged: those that were in flight. */
const inFlight = (proxy: FaultProxy) =>
  proxy
    .requests(anyBody)
    .reduce((sum, {status = 0, bodyBytes}) => sum + (status < 200 || status > 299 ? bodyBytes : 0), 0);

test('200 MB cut three times in mid-chunk arrive whole', async ({hostPage, faultProxy, gateway, errors}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('200-mb.bin', 200 * mb);
  for (const skip of [1, 2, 3]) {
    faultProxy.addRule({match: chunks, fault: {type: 'cut-body', afterBytes: 3 * mb + skip}, skip});
  }
  await hostPage.open(gateway.token);

  const [job] = await hostPage.addUploads(path);
  const {fileUrl = ''} = await hostPage.untilState(job?.uuid ?? '', 'done');

  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
  expect(faultProxy.requests(chunks).filter(({fault}) => fault === 'cut-body')).toHaveLength(3);
  expect(sentTwice(faultProxy, 200 * mb)).toBeLessThanOrEqual(inFlight(faultProxy));
});

test('an upload goes on after its window was closed in the middle', async ({hostPage, faultProxy, gateway, errors}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('60-mb.bin', 60 * mb);
  faultProxy.limitUploads(20 * mb);
  await hostPage.open(gateway.token);
  const [job] = await hostPage.addUploads(path);
  await faultProxy.untilBodyBytes(anyBody, 25 * mb);

  await hostPage.page.close();
  faultProxy.limitUploads(Infinity);
  await hostPage.openOnly();
  const {fileUrl = ''} = await hostPage.untilState(job?.uuid ?? '', 'done');

  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
  expect(sentTwice(faultProxy, 60 * mb)).toBeLessThanOrEqual(inFlight(faultProxy));
});

test('an upload goes on after the browser was killed', async ({hostPage, testBrowser, faultProxy, gateway, errors}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('60-mb.bin', 60 * mb);
  faultProxy.limitUploads(20 * mb);
  await hostPage.open(gateway.token);
  const [job] = await hostPage.addUploads(path);
  await hostPage.untilKept(job?.uuid ?? '');
  await faultProxy.untilBodyBytes(anyBody, 25 * mb);

  await testBrowser.kill();
  faultProxy.limitUploads(Infinity);
  await testBrowser.reopen();
  await hostPage.openOnly();
  const {fileUrl = ''} = await hostPage.untilState(job?.uuid ?? '', 'done');

  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
  expect(sentTwice(faultProxy, 60 * mb)).toBeLessThanOrEqual(inFlight(faultProxy));
});

test('an upload goes on after the server was killed', async ({hostPage, faultProxy, gateway, errors}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('60-mb.bin', 60 * mb);
  faultProxy.limitUploads(20 * mb);
  await hostPage.open(gateway.token);
  const [job] = await hostPage.addUploads(path);
  await faultProxy.untilBodyBytes(anyBody, 25 * mb);

  await gateway.kill('SIGKILL');
  faultProxy.limitUploads(Infinity);
  await gateway.start();
  const {fileUrl = ''} = await hostPage.untilState(job?.uuid ?? '', 'done');

  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
  expect(sentTwice(faultProxy, 60 * mb)).toBeLessThanOrEqual(inFlight(faultProxy));
});

test('a failing notify is tried again by itself, and nothing is sent twice', async ({
  hostPage,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('3-mb.bin', 3 * mb);
  faultProxy.addRule({
    match: notify,
    fault: {type: 'answer', status: 500, body: '{"message":"No.","type":"Error"}'},
    times: 2,
  });
  await hostPage.open(gateway.token);

  const [job] = await hostPage.addUploads(path);
  await hostPage.untilState(job?.uuid ?? '', 'done');

  expect(faultProxy.requests(notify)).toHaveLength(3);
  expect(sentTwice(faultProxy, 3 * mb)).toBe(0);
});

test('a permanent failure waits for the user, and goes on where it stopped', async ({
  hostPage,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('3-mb.bin', 3 * mb);
  const repair = faultProxy.addRule({
    match: notify,
    fault: {type: 'answer', status: 500, body: '{"message":"No.","type":"Error"}'},
    times: Infinity,
  });
  await hostPage.open(gateway.token);
  const told = await hostPage.recordErrors();

  const [job] = await hostPage.addUploads(path);
  const failed = await hostPage.untilState(job?.uuid ?? '', 'failed');
  expect(failed).toMatchObject({attempts: 5, step: 4, error: {fatal: true}});
  expect(await told()).toEqual([1, 1, 1, 1, 1, 0]);
  expect(faultProxy.requests(notify)).toHaveLength(6);

  repair();
  await hostPage.command('continueUploadJob', job?.uuid ?? '');
  await hostPage.untilState(job?.uuid ?? '', 'done');
  expect(sentTwice(faultProxy, 3 * mb)).toBe(0);
});

test('Q11: uploads together keep to the limit that was set', async ({hostPage, gateway, faultProxy}) => {
  const files = await Promise.all(['4-mb.a.bin', '4-mb.b.bin'].map((name) => randomFile(name, 4 * mb)));
  await hostPage.open(gateway.token);
  await hostPage.page.evaluate(() => window.app?.setSettings({uploadBytesPerSecond: 2_000_000}));
  const jobs = await hostPage.addUploads(files);
  for (const {uuid} of jobs) await hostPage.untilState(uuid, 'done');

  const bodies = faultProxy.requests(anyBody).filter(({bodyBytes}) => bodyBytes > 0);
  const seconds = ((bodies.at(-1)?.at ?? 0) - (bodies[0]?.at ?? 0)) / 1000;
  const [last] = bodies.slice(-1);
  // The last piece is on its way after the last turn.
  expect(8 * mb - (last?.bodyBytes ?? 0)).toBeLessThan((seconds + 0.2) * 2 * mb);
  expect(Math.max(...bodies.map(({bodyBytes}) => bodyBytes))).toBeLessThanOrEqual(2 * mb);
});
