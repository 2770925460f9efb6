import {expect, test} from '../support/fixtures.ts';
import type {Match} from '../support/faults.ts';
import {randomFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {fetchFile} from '../support/server-files.ts';

const created: Match = {method: 'POST', path: '/files/'};

test.describe('two users of one device', () => {
  test.use({gatewayOptions: {tokens: 'alice=alice-token,bob=bob-token'}});

  test('neither sees the other’s jobs or files', async ({hostPage, gateway, faultProxy}) => {
    await hostPage.open('alice-token');
    const [job] = await hostPage.addUploads(await randomFile('1-mb.bin', 1_000_000));
    const {fileUrl = '', uuid = ''} = await hostPage.untilState(job?.uuid ?? '', 'done');

    await hostPage.signIn('bob-token');
    expect(await hostPage.jobs()).toEqual([]);
    expect(await hostPage.job(uuid)).toBeUndefined();
    const {pathname} = new URL(fileUrl, `${faultProxy.url}/`);
    const asBob = await fetch(gateway.url + pathname, {headers: {Authorization: 'Bearer bob-token'}});
    expect(asBob.status).toBe(404);

    await hostPage.signIn('alice-token');
    expect(await hostPage.jobs()).toMatchObject([{uuid, state: 'done'}]);
    await fetchFile(gateway, fileUrl);
  });
});

test('a wrong token is refused in words, and nothing is signed in', async ({hostPage, errors}) => {
  errors.allow(...networkErrors);
  await hostPage.openOnly();

  const refused = hostPage.page.evaluate(async () => window.app?.kmokeLogin(location.origin, 'wrong'));

  await expect(refused).rejects.toThrow(/token/);
  await expect(hostPage.page.evaluate(async () => window.app?.getAllJobs(location.origin))).rejects.toThrow(/sign/i);
});

test('a job waits until it is shown and said to be ready', async ({hostPage, gateway, faultProxy}) => {
  await hostPage.open(gateway.token);
  const [job] = await hostPage.addUploads(await randomFile('1-mb.bin', 1_000_000), {ready: false});
  const {uuid = ''} = job ?? {};
  expect(job).toMatchObject({state: 'added', percent: 0, kind: 'upload'});
  const [another] = await hostPage.addUploads(await randomFile('3-mb.bin', 3_000_000));
  await hostPage.untilState(another?.uuid ?? '', 'done');
  expect(await hostPage.job(uuid)).toMatchObject({state: 'added'});
  expect(faultProxy.requests(created)).toHaveLength(1);

  await hostPage.command('jobReady', uuid);

  await hostPage.untilState(uuid, 'done');
  expect(faultProxy.requests(created)).toHaveLength(2);
});

test('opening the queue releases what was shown', async ({hostPage, gateway, faultProxy}) => {
  await hostPage.open(gateway.token, {start: false});
  const [job] = await hostPage.addUploads(await randomFile('1-mb.bin', 1_000_000), {ready: false});
  const {uuid = ''} = job ?? {};

  const shown = await hostPage.page.evaluate(async () => window.app?.getAllJobs(location.origin));
  expect(shown).toMatchObject({upload: [{uuid, state: 'added'}], download: []});
  expect(faultProxy.requests(created)).toHaveLength(0);
  await hostPage.page.evaluate(async () => window.app?.startJobs());

  await hostPage.untilState(uuid, 'done');
});
