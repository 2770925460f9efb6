import {readDevice} from '../support/device.ts';
import type {LoggedRequest} from '../support/faults.ts';
import {expect, test} from '../support/fixtures.ts';
import {randomFile, sampleMedia, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {anyBody, chunks, created, mb} from '../support/requests.ts';
import {sha256AtServer} from '../support/server-files.ts';

const sentBy = (token: string) => (request: LoggedRequest) => request.headers.authorization === `Bearer ${token}`;

test('G3: a token that ends in the middle stops nothing for good, and costs no retry', async ({
  hostPage,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('60-mb.bin', 60 * mb);
  faultProxy.addRule({match: chunks, fault: {type: 'answer', status: 401, body: '{}'}, skip: 1});
  await hostPage.open(gateway.token);
  const [job] = await hostPage.addUploads(path);
  const uuid = job?.uuid ?? '';

  await hostPage.untilBlocked(uuid, 'session');
  expect(await hostPage.job(uuid)).toMatchObject({state: 'waiting', attempts: 0});
  const acknowledged = faultProxy
    .requests(anyBody)
    .reduce((sum, entry) => sum + (entry.status === 204 ? entry.bodyBytes : 0), 0);
  await hostPage.signIn(gateway.token);
  const {fileUrl = ''} = await hostPage.untilState(uuid, 'done');

  expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
  const offsets = faultProxy.requests(chunks).map(({headers}) => Number(headers['upload-offset']));
  expect(offsets.filter((offset) => offset < acknowledged)).toHaveLength(1);
});

test('Q11: a command works from any window, and all show the same', async ({
  hostPage,
  another,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  faultProxy.limitUploads(3 * mb);
  await hostPage.open(gateway.token);
  await hostPage.untilRunsHere();
  await another.openOnly();
  const [job] = await hostPage.addUploads(await randomFile('60-mb.bin', 60 * mb));
  const uuid = job?.uuid ?? '';
  await faultProxy.untilBodyBytes(anyBody, mb);

  await another.command('pauseJob', uuid);
  await hostPage.untilState(uuid, 'paused');
  await another.untilState(uuid, 'paused');
  await another.command('resumeJob', uuid);
  await hostPage.untilState(uuid, 'running');
  await another.command('cancelJob', uuid);

  await hostPage.untilState(uuid, 'cancelled');
  await expect.poll(() => faultProxy.requests({method: 'DELETE', path: /^\/files\/./}).at(-1)?.status).toBe(204);
});

test.describe('two users of one device', () => {
  test.use({gatewayOptions: {tokens: 'alice=alice-token,bob=bob-token'}});

  test('Q10: bob signs in beside alice: her upload stops, waits unseen, and goes on when she is back', async ({
    hostPage,
    another,
    gateway,
    faultProxy,
    errors,
  }) => {
    errors.allow(...networkErrors);
    const path = await randomFile('60-mb.bin', 60 * mb);
    faultProxy.limitUploads(10 * mb);
    await hostPage.open('alice-token');
    await hostPage.untilRunsHere();
    await another.openOnly();
    const [job] = await hostPage.addUploads(path);
    const uuid = job?.uuid ?? '';
    await faultProxy.untilBodyBytes(anyBody, 10 * mb);

    await another.signIn('bob-token');
    faultProxy.limitUploads(Infinity);
    const [his] = await another.addUploads(await randomFile('12-mb.bin', 12 * mb));
    await another.untilState(his?.uuid ?? '', 'done');

    for (const window of [hostPage, another]) {
      expect(await window.jobs()).toMatchObject([{uuid: his?.uuid}]);
      expect(await window.job(uuid)).toBeUndefined();
    }
    const log = faultProxy.requests(anyBody);
    const isBobs = sentBy('bob-token');
    expect(log.slice(log.findIndex(isBobs)).filter((request) => !isBobs(request))).toEqual([]);
    const hers = log.filter(sentBy('alice-token')).map(({url}) => url);
    expect(
      log.filter(({url, ...request}) => isBobs({url, ...request}) && url !== '/files/' && hers.includes(url)),
    ).toEqual([]);

    await another.signIn('alice-token');
    const {fileUrl = ''} = await hostPage.untilState(uuid, 'done');
    expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
    expect(faultProxy.requests(created).filter(sentBy('alice-token'))).toHaveLength(1);
  });
});

test('Q10: signing out keeps the jobs and says so; they go on after signing in again', async ({
  journey,
  gateway,
  faultProxy,
  errors,
}) => {
  errors.allow(...networkErrors);
  const {page} = journey;
  faultProxy.limitUploads(2 * mb);
  await journey.addFiles(await randomFile('12-mb.bin', 12 * mb));
  await faultProxy.untilBodyBytes(anyBody, mb);

  await page.getByRole('button', {name: 'Account of alice'}).click();
  await page.getByRole('menuitem', {name: 'Sign out'}).click();
  await expect(page.getByText('1 job waits on this device. It carries on as soon as you are back.')).toBeVisible();
  await expect(journey.row('12-mb.bin')).toHaveCount(0);
  faultProxy.limitUploads(Infinity);
  await page.getByLabel('Token').fill(gateway.token);
  await page.getByRole('button', {name: 'Sign in'}).click();

  await journey.untilState('12-mb.bin', 'done');
  expect(faultProxy.requests(created)).toHaveLength(1);
});

test('erasing leaves nothing of anybody on this device', async ({journey, faultProxy, errors}) => {
  errors.allow(...networkErrors);
  const {page} = journey;
  await page.getByRole('button', {name: 'Settings'}).click();
  await page.getByRole('radio', {name: 'Dark'}).check();
  await page.keyboard.press('Escape');
  await journey.addFiles(await sampleMedia('b-frames.mp4'));
  await journey.untilState('b-frames.mp4', 'done', 'transcode');
  faultProxy.limitUploads(2 * mb);
  await journey.addFiles(await randomFile('12-mb.bin', 12 * mb));
  await journey.untilState('12-mb.bin', 'running');
  const before = await readDevice(page);
  expect(before.files.filter((path) => path.startsWith('renditions/'))).toHaveLength(2);
  expect(before.keys).not.toEqual([]);

  await page.getByRole('button', {name: 'Settings'}).click();
  await page.getByRole('button', {name: 'Erase everything on this device'}).click();
  await page.getByLabel('Type 1 to erase').fill('1');
  await page.getByRole('button', {name: 'Erase', exact: true}).click();
  await expect(page.getByLabel('Token')).toBeVisible();

  // What was open goes as soon as whoever had it has let go.
  await expect.poll(async () => (await readDevice(page)).files).toEqual([]);
  const {records, keys, cached} = await readDevice(page);
  expect(records).toEqual({meta: ['lease']});
  expect(keys).toEqual([]);
  expect(cached.filter((path) => /rendition|files|kapi/.test(path))).toEqual([]);
  await page.reload();
  await expect(page.getByLabel('Token')).toBeVisible();
});
