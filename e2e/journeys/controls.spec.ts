import type {JobLogEntry} from '../../src/app-api.ts';
import {expect, test} from '../support/fixtures.ts';
import type {HostPage} from '../support/host-page.ts';
import {randomFile, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {anyBody, chunks, mb, notify} from '../support/requests.ts';
import {savedFile} from '../support/saved-file.ts';
import {sha256AtServer} from '../support/server-files.ts';

const refused = {type: 'answer', status: 500, body: '{"message":"No.","type":"Error"}'} as const;

const logOf = async ({page}: Pick<HostPage, 'page'>, uuid: string): Promise<readonly JobLogEntry[]> =>
  page.evaluate(async (id) => (await window.app?.getJobLog(id)) ?? [], uuid);

test('Q11: a failure is in the log, which a reload keeps, and in a report without the token', async ({
  journey,
  faultProxy,
  gateway,
  errors,
  browserName,
}) => {
  errors.allow(...networkErrors);
  const repair = faultProxy.addRule({match: notify, fault: refused, times: Infinity});
  await journey.addFiles({name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear reader')});
  await journey.untilState('letter.txt', 'failed');

  await journey.page.reload();
  await journey.untilState('letter.txt', 'failed');
  const uuid = (await journey.row('letter.txt').getAttribute('data-uuid')) ?? '';
  await journey.row('letter.txt').click();
  const log = journey.page.locator('job-log');
  await expect(log.getByRole('listitem').first()).toContainText('Stopped.');
  await log.getByRole('button', {name: /^Show all/}).click();
  await expect(log.getByRole('listitem').last()).toContainText('Added.');

  await journey.page.getByRole('button', {name: 'More for all of these'}).click();
  const {text: report} = await savedFile(journey.page, browserName, () =>
    journey.page.getByRole('menuitem', {name: 'Save failures as JSON'}).click(),
  );
  expect(report).not.toContain(gateway.token);
  const {jobs} = JSON.parse(report) as {jobs: {log: readonly JobLogEntry[]}[]};
  const events = jobs[0]?.log ?? [];
  expect(events.map(({event}) => event)).toEqual([
    ...['added', 'command', 'started', 'step', 'step', 'step', 'step', 'retrying'],
    // A failed notify is tried again where it failed.
    ...Array.from({length: 4}, () => ['started', 'retrying']).flat(),
    ...['started', 'failed'],
  ]);
  expect(events.at(-1)).toMatchObject({code: 'server-error', message: 'No.', step: 'notifyBackend'});

  repair();
  await journey.page.getByRole('button', {name: 'Continue'}).first().click();
  await journey.untilState('letter.txt', 'done');
  const after = await logOf(journey, uuid);
  expect(after.slice(events.length).map(({event}) => event)).toEqual(['command', 'started', 'done']);
});

test('Q11: the log tells that the browser was killed in the middle', async ({
  hostPage,
  testBrowser,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  faultProxy.limitUploads(5 * mb);
  await hostPage.open(gateway.token);
  const [job] = await hostPage.addUploads(await randomFile('20-mb.bin', 20 * mb));
  const uuid = job?.uuid ?? '';
  await hostPage.untilKept(uuid);
  await faultProxy.untilBodyBytes(anyBody, 5 * mb);

  await testBrowser.kill();
  faultProxy.limitUploads(Infinity);
  await testBrowser.reopen();
  await hostPage.openOnly();
  await hostPage.untilState(uuid, 'done');

  const log = await logOf(hostPage, uuid);
  expect(log.filter(({event}) => event === 'interrupted')).toMatchObject([{by: 'died', step: 'uploadChunks'}]);
  expect([log.at(0)?.event, log.at(-1)?.event]).toEqual(['added', 'done']);
});

/** The engine's worker hears that the device is on another kind of network now. */
async function changeNetwork({page}: HostPage, type: 'cellular' | 'wifi'): Promise<void> {
  for (const worker of page.workers()) {
    await worker.evaluate((kind) => {
      const {connection} = navigator as {connection?: EventTarget};
      if (!connection) return;
      Object.defineProperty(connection, 'type', {value: kind, configurable: true});
      connection.dispatchEvent(new Event('change'));
    }, type);
  }
}

test.describe('a mobile network', () => {
  test.skip(({browserName}) => browserName === 'firefox', 'Firefox does not tell what network it is on.');

  test('Q11: an upload waits while the device is on a mobile network, and goes on at once on Wi-Fi', async ({
    hostPage,
    faultProxy,
    gateway,
    errors,
  }) => {
    errors.allow(...networkErrors);
    const path = await randomFile('20-mb.bin', 20 * mb);
    faultProxy.limitUploads(5 * mb);
    await hostPage.open(gateway.token);
    await hostPage.page.evaluate(() => window.app?.setSettings({onlyOnWifi: true}));
    const [job] = await hostPage.addUploads(path);
    const uuid = job?.uuid ?? '';
    await faultProxy.untilBodyBytes(anyBody, 5 * mb);

    await changeNetwork(hostPage, 'cellular');
    await hostPage.untilBlocked(uuid, 'network');
    expect(await hostPage.job(uuid)).toMatchObject({state: 'waiting', attempts: 0});
    const sent = faultProxy.requests(chunks).length;
    faultProxy.limitUploads(Infinity);
    await changeNetwork(hostPage, 'wifi');
    const {fileUrl = ''} = await hostPage.untilState(uuid, 'done');

    expect(faultProxy.requests(chunks).length).toBeGreaterThan(sent);
    expect(await sha256AtServer(gateway, fileUrl)).toBe(await sha256OfFile(path));
    const log = await logOf(hostPage, uuid);
    expect(log.filter(({event}) => event === 'interrupted')).toMatchObject([{by: 'wifi', step: 'uploadChunks'}]);
  });
});
