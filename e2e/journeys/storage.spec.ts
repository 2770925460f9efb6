import {dropFiles, leaveSpace} from '../support/chromium.ts';
import {readDevice} from '../support/device.ts';
import {expect, test} from '../support/fixtures.ts';
import {randomFile, sampleMedia, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {mb} from '../support/requests.ts';
import {sha256AtServer} from '../support/server-files.ts';

test.skip(({browserName}) => browserName !== 'chromium', 'no other browser can be told how much there is room for');

const noRoom = /No room here for a copy: keep this window open/;

test('Q2: what would not fit is said before anything is written, and uploaded all the same', async ({
  journey,
  faultProxy,
  errors,
}) => {
  errors.allow(...networkErrors);
  const {page} = journey;
  await journey.untilControlled();
  await leaveSpace(page, 100 * mb);
  await faultProxy.goOffline();
  await journey.addFiles([await randomFile('3-mb.bin', 3 * mb), await randomFile('60-mb.bin', 60 * mb)]);
  await dropFiles(page, [await randomFile('61-mb.bin', 61 * mb)]);

  const row = journey.row('60-mb.bin');
  await expect(row.getByText(noRoom)).toBeVisible();
  const kept = async () => {
    const jobs = await page.evaluate(async () => (await window.app?.getJobs()) ?? []);
    return jobs.map(({fileName, kept: isKept}) => [fileName, isKept]);
  };
  // A handle can be read again: no copy is needed.
  await expect.poll(kept).toEqual([
    ['3-mb.bin', true],
    ['60-mb.bin', false],
    ['61-mb.bin', true],
  ]);
  expect((await readDevice(page)).files).toHaveLength(1);
  await expect(journey.row('61-mb.bin').getByText(noRoom)).toHaveCount(0);
  await faultProxy.goOnline();

  for (const name of ['3-mb.bin', '60-mb.bin', '61-mb.bin']) await journey.untilState(name, 'done');
  await expect(row.getByText(noRoom)).toHaveCount(0);
});

test('Q2: a copy that hits the limit midway leaves nothing behind, and says so', async ({
  hostPage,
  gateway,
  faultProxy,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('60-mb.bin', 60 * mb);
  await hostPage.open(gateway.token);
  await hostPage.untilControlled();
  await faultProxy.goOffline();
  const [engine] = hostPage.page.workers();
  // A browser that does not know before what there is room for.
  await engine?.evaluate(() => {
    const scope = globalThis as unknown as {FileSystemSyncAccessHandle: {prototype: object}}; // only workers have it
    Object.assign(scope.FileSystemSyncAccessHandle.prototype, {truncate: () => undefined});
  });
  await leaveSpace(hostPage.page, 10 * mb);
  const [job] = await hostPage.addUploads(path);

  await expect.poll(async () => (await hostPage.job(job?.uuid ?? ''))?.unkept).toBe('no-room');
  expect(await hostPage.job(job?.uuid ?? '')).toMatchObject({kept: false, error: null});
  expect((await readDevice(hostPage.page)).files).toEqual([]);
  await faultProxy.goOnline();
  const {fileUrl = ''} = await hostPage.untilState(job?.uuid ?? '', 'done');
  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
});

test('F6: a transcode that finds no room says so; its original has arrived, and it goes on when there is', async ({
  journey,
  gateway,
  faultProxy,
  errors,
}) => {
  errors.allow(...networkErrors);
  const {page} = journey;
  const path = await sampleMedia('b-frames.mp4');
  await journey.untilControlled();
  await faultProxy.goOffline();
  await journey.addFiles(path);
  await expect.poll(async () => page.evaluate(async () => (await window.app?.getJobs())?.[0]?.kept)).toBe(true);
  await leaveSpace(page, 0.2 * mb);
  await faultProxy.goOnline();

  await journey.untilState('b-frames.mp4', 'done');
  await journey.untilState('b-frames.mp4', 'failed', 'transcode');
  const row = journey.row('b-frames.mp4', 'transcode');
  await expect(row.getByText('This device is out of space. Free some, then continue.')).toBeVisible();
  expect((await readDevice(page)).files.filter((file) => file.startsWith('renditions/'))).toEqual([]);
  const jobs = await page.evaluate(async () => (await window.app?.getJobs()) ?? []);
  const {fileUrl = ''} = jobs.find(({kind}) => kind === 'upload') ?? {};
  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));

  await leaveSpace(page, 100 * mb);
  await row.getByRole('button', {name: 'Continue'}).click();
  await journey.untilState('b-frames.mp4', 'done', 'transcode');
});
