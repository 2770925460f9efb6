import {copyFile, mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {RangeTestServer} from '../adapters/range-test-server.ts';
import {filesOnDevice} from '../support/device-files.ts';
import type {FaultProxy} from '../support/fault-proxy.ts';
import {expect, test} from '../support/fixtures.ts';
import type {HostPage} from '../support/host-page.ts';
import {randomFile, sha256OfFile} from '../support/media.ts';
import {networkErrors} from '../support/page-errors.ts';
import {fetched, mb} from '../support/requests.ts';
import {putOnServer} from '../support/server-files.ts';

function bytesServed(proxy: FaultProxy): number {
  return proxy.requests(fetched).reduce((sum, {answerBytes}) => sum + answerBytes, 0);
}

/** What lies on the disk once the browser has saved a finished download. */
async function save(hostPage: HostPage, uuid: string): Promise<{readonly name: string; readonly sha256: string}> {
  const {name, path} = await hostPage.saveDownload(uuid);
  return {name, sha256: await sha256OfFile(path)};
}

test('X1, F8: cut, reloaded and killed, a download goes on by itself, and fetches again only what was in flight', async ({
  hostPage,
  testBrowser,
  faultProxy,
  gateway,
  errors,
}) => {
  errors.allow(...networkErrors);
  const path = await randomFile('30-mb.bin', 30 * mb);
  const url = await putOnServer(gateway, path);
  const bytesPerSecond = 8 * mb;
  faultProxy.limitDownloads(bytesPerSecond);
  for (const skip of [0, 3]) faultProxy.addRule({match: fetched, fault: {type: 'cut-answer', afterBytes: mb}, skip});
  await hostPage.open(gateway.token);
  await hostPage.untilControlled();

  const [{uuid} = {uuid: ''}] = await hostPage.addDownloads([{url, fileName: 'Día 1.bin', fileSize: 1}]);
  await hostPage.untilProgress(uuid, 25);
  await hostPage.page.reload();
  await hostPage.page.waitForFunction(() => window.app !== undefined);
  await hostPage.untilProgress(uuid, 50);
  await testBrowser.kill();
  await testBrowser.reopen();
  await hostPage.openOnly();
  await hostPage.untilProgress(uuid, 75);
  faultProxy.limitDownloads(Infinity);
  const done = await hostPage.untilState(uuid, 'done');

  expect(done).toMatchObject({fileSize: 30 * mb, result: {size: 30 * mb}, savable: true, percent: 100});
  // Of each end: what came in its last quarter of a second, and what lay in the line.
  expect(bytesServed(faultProxy)).toBeLessThan(30 * mb + 4 * (bytesPerSecond / 4 + mb));
  await hostPage.untilControlled();
  expect(await save(hostPage, uuid)).toEqual({name: 'Día 1.bin', sha256: await sha256OfFile(path)});
  await expect.poll(async () => (await hostPage.job(uuid))?.savedAt).toBeDefined();
  expect((await hostPage.job(uuid))?.savable).toBeUndefined();
  // A browser that asks where to save takes the bytes before it has the answer.
  expect((await hostPage.job(uuid))?.savableUntil).toBeDefined();
  expect(await save(hostPage, uuid)).toMatchObject({sha256: await sha256OfFile(path)});
  await expect.poll(async () => (await hostPage.job(uuid))?.savableUntil).toBeDefined();
  await hostPage.command('removeJob', uuid);
  await expect.poll(() => filesOnDevice(hostPage)).toEqual([]);
});

test('a file that changes on the server begins again, and a save that is broken off keeps it', async ({
  browserName,
  hostPage,
  faultProxy,
  gateway,
  errors,
}) => {
  // So Firefox says that a page did not want the rest.
  test.skip(browserName !== 'chromium', 'nothing of it is the browser’s own');
  errors.allow(...networkErrors, /A ServiceWorker intercepted the request/);
  const before = await randomFile('20-mb-before.bin', 20 * mb);
  const after = await randomFile('20-mb-after.bin', 20 * mb);
  const url = await putOnServer(gateway, before, 'file.bin');
  faultProxy.limitDownloads(8 * mb);
  await hostPage.open(gateway.token);
  await hostPage.untilControlled();

  const [{uuid} = {uuid: ''}] = await hostPage.addDownloads([{url, fileName: 'file.bin'}]);
  await hostPage.untilProgress(uuid, 30);
  await hostPage.command('pauseJob', uuid);
  await putOnServer(gateway, after, 'file.bin');
  faultProxy.limitDownloads(Infinity);
  await hostPage.command('resumeJob', uuid);
  await hostPage.untilState(uuid, 'done');

  const log = await hostPage.page.evaluate(async (job) => (await window.app?.getJobLog(job)) ?? [], uuid);
  expect(log.filter((entry) => 'code' in entry)).toMatchObject([{event: 'retrying', code: 'file-changed-remote'}]);
  const lost = await hostPage.page.evaluate(async (job) => {
    const {url: link = ''} = (await window.app?.saveDownload(job)) ?? {};
    const reader = (await fetch(link)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    return (await fetch(link, {method: 'HEAD'})).status;
  }, uuid);
  expect(lost).toBe(200);
  expect(await hostPage.job(uuid)).toMatchObject({savable: true});
  expect((await save(hostPage, uuid)).sha256).toBe(await sha256OfFile(after));
});

test.describe('with a NAS', () => {
  test.use({gatewayOptions: {nas: true}});

  test('F3: from the NAS, and into a file that was chosen, before or afterwards', async ({hostPage, gateway}) => {
    const path = await randomFile('10-mb.bin', 10 * mb);
    const url = await putOnServer(gateway, path);
    const films = join(gateway.dataDir, 'nas', 'alice', 'films');
    await mkdir(films, {recursive: true});
    await copyFile(path, join(films, 'Día 1.bin'));
    await hostPage.open(gateway.token);

    const [onNas] = await hostPage.addDownloads([{url: 'films/Día 1.bin', fileName: 'nas.bin'}], false);
    expect(await hostPage.untilState(onNas?.uuid ?? '', 'done')).toMatchObject({route: 'intranet', savable: true});
    await hostPage.command('removeJob', onNas?.uuid ?? '');
    const uuids = await hostPage.page.evaluate(async (link) => {
      const root = await navigator.storage.getDirectory();
      const heard: string[] = [];
      window.app?.addJobEvent(({type}) => heard.push(type));
      const handle = await root.getFileHandle('chosen-before.bin', {create: true});
      const files = [
        {url: link, fileName: 'a.bin', handle},
        {url: 'ftp://x/y', fileName: 'b.bin'},
        {url: link, fileName: 'c.bin'},
      ];
      const refused: string[] = [];
      window.app?.addJobErrorEvent(({type, job}) => refused.push(`${type} ${job.fileName}`));
      const jobs = (await window.app?.addDownloadJobs({files})) ?? [];
      await window.app?.jobReady(jobs);
      const listed = (await window.app?.getAllJobs(location.origin))?.download ?? [];
      return {jobs: jobs.map(({uuid}) => uuid), listed: listed.map(({fileName}) => fileName), heard, refused};
    }, url);
    expect(uuids).toMatchObject({
      listed: ['a.bin', 'c.bin'],
      heard: ['download', 'download'],
      refused: ['download b.bin'],
    });
    const [first = '', second = ''] = uuids.jobs;
    expect(await hostPage.untilState(first, 'done')).toMatchObject({
      savesTo: 'chosen-before.bin',
      result: {size: 10 * mb},
    });
    expect((await hostPage.job(first))?.savedAt).toBeDefined();
    await hostPage.untilState(second, 'done');

    const sums = await hostPage.page.evaluate(async (uuid) => {
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle('chosen-after.bin', {create: true});
      await window.app?.saveDownload(uuid, handle);
      const sums: string[] = [];
      for (const name of ['chosen-before.bin', 'chosen-after.bin']) {
        const file = await (await root.getFileHandle(name)).getFile();
        const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
        sums.push([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
      }
      return sums;
    }, second);

    const wanted = await sha256OfFile(path);
    expect(sums).toEqual([wanted, wanted]);
    expect(await filesOnDevice(hostPage)).toEqual([]);
  });
});

/** A site that is not the backend's. */
const withSite = test.extend<{readonly site: RangeTestServer}>({
  site: async ({}, use) => {
    await using site = await RangeTestServer.start(Buffer.alloc(3 * mb, 'another site '));
    await use(site);
  },
  gatewayOptions: async ({site}, use) => use({env: {CARRYON_CONNECT: site.url}}),
});

withSite(
  'a link of another site: without ranges, refused by it, refused by this page',
  async ({hostPage, gateway, site, errors}) => {
    errors.allow(...networkErrors, /Content.Security.Policy|CSP:|CORS|Failed to fetch/);
    site.hasRanges = false;
    site.headers = {'Access-Control-Allow-Origin': '*'};
    await hostPage.open(gateway.token);

    const add = async (url: string) => (await hostPage.addDownloads([{url, fileName: 'film.mp4'}]))[0]?.uuid ?? '';
    const whyOf = async (uuid: string) => (await hostPage.untilState(uuid, 'failed')).error?.values;

    expect(await hostPage.untilState(await add(site.url), 'done')).toMatchObject({fileSize: 3 * mb});
    site.headers = {};
    expect(await whyOf(await add(site.url))).toMatchObject({why: 'origin'});
    expect(await whyOf(await add(site.url.replace('127.0.0.1', '127.0.0.2')))).toMatchObject({why: 'policy'});
  },
);

test('a chosen file that is gone: what has come is saved elsewhere, and nothing is fetched again', async ({
  hostPage,
  gateway,
  faultProxy,
}) => {
  const path = await randomFile('1-mb.bin', mb);
  const url = await putOnServer(gateway, path);
  await hostPage.open(gateway.token);

  const uuid = await hostPage.page.evaluate(async (link) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('unplugged', {create: true});
    const handle = await folder.getFileHandle('film.bin', {create: true});
    await root.removeEntry('unplugged', {recursive: true});
    const jobs = (await window.app?.addDownloadJobs({files: [{url: link, fileName: 'film.bin', handle}]})) ?? [];
    await window.app?.jobReady(jobs);
    return jobs[0]?.uuid ?? '';
  }, url);
  await expect.poll(async () => (await hostPage.job(uuid))?.error?.code).toBe('save-failed');
  await expect.poll(async () => (await hostPage.job(uuid))?.savable).toBe(true);
  const size = await hostPage.page.evaluate(async (job) => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('elsewhere.bin', {create: true});
    await window.app?.saveDownload(job, handle);
    return (await handle.getFile()).size;
  }, uuid);

  expect(size).toBe(mb);
  const saved = await hostPage.job(uuid);
  expect(saved).toMatchObject({state: 'done', error: null});
  expect(saved?.savedAt).toBeDefined();
  expect(saved).not.toHaveProperty('savesTo');
  expect(bytesServed(faultProxy)).toBe(mb);
  expect(await filesOnDevice(hostPage)).toEqual([]);
});

test.describe('no window', () => {
  test.skip(({browserName}) => browserName !== 'chromium', 'Firefox ends its service worker when it likes');

  test('X2: with every window closed the service worker carries a download to its end', async ({
    hostPage,
    faultProxy,
    gateway,
    errors,
  }) => {
    errors.allow(...networkErrors);
    const path = await randomFile('30-mb.bin', 30 * mb);
    const url = await putOnServer(gateway, path);
    faultProxy.limitDownloads(10 * mb);
    await hostPage.open(gateway.token);
    await hostPage.untilControlled();
    const [{uuid} = {uuid: ''}] = await hostPage.addDownloads([{url, fileName: 'film.bin'}]);
    await hostPage.untilProgress(uuid, 20);

    await hostPage.page.context().newPage();
    await hostPage.page.close();
    await expect.poll(() => bytesServed(faultProxy), {timeout: 30_000}).toBeGreaterThanOrEqual(30 * mb);
    const served = faultProxy.requests(fetched).length;
    await hostPage.openOnly();
    await hostPage.untilState(uuid, 'done');

    expect(faultProxy.requests(fetched)).toHaveLength(served);
    await hostPage.untilControlled();
    expect((await save(hostPage, uuid)).sha256).toBe(await sha256OfFile(path));
  });
});
