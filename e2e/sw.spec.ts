import {cp, mkdir, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Page} from '@playwright/test';
import {startGateway, type Gateway} from './support/gateway.ts';
import {Journey} from './support/journey.ts';
import {networkErrors} from './support/page-errors.ts';
import {expect, test as base} from './support/fixtures.ts';

const test = base.extend<{readonly own: {readonly dist: string; readonly gateway: Gateway}}>({
  /** A gateway on a build of its own, to be changed. */
  own: async ({}, use) => {
    const dist = await copyOfBuild();
    const gateway = await startGateway({dist});
    await use({dist, gateway});
    await gateway.close();
    await rm(dist, {recursive: true});
  },
});

test('both pages open with the server gone, and stay isolated', async ({gateway, testBrowser, errors}) => {
  const journey = new Journey(testBrowser, {origin: gateway.url, token: gateway.token});
  await journey.open({path: '/host.html', token: false});
  await journey.untilControlled();
  await gateway.kill();
  errors.allow(...networkErrors);

  for (const path of ['/host.html', '/', '/?from=home-screen']) {
    await journey.page.goto(gateway.url + path);
    expect(await journey.page.evaluate(() => crossOriginIsolated)).toBe(true);
    await journey.page.waitForFunction(() => window.app !== undefined);
  }
});

test('a path that is no page is left to the server', async ({gateway, testBrowser, errors}) => {
  const journey = new Journey(testBrowser, {origin: gateway.url, token: gateway.token});
  await journey.open({path: '/host.html', token: false});
  await journey.untilControlled();
  errors.allow(...networkErrors);

  const answer = await journey.page.goto(`${gateway.url}/no-such-page`);

  expect(answer?.status()).toBe(404);
});

test('a rendition on this device is served in ranges', async ({gateway, testBrowser, errors}) => {
  const journey = new Journey(testBrowser, {origin: gateway.url, token: gateway.token});
  await journey.open({path: '/host.html', token: false});
  await journey.untilControlled();
  const uuid = '0190aaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
  await writeToOpfs(journey.page, uuid, 'film.ts', 1000);
  await writeToOpfs(journey.page, uuid, 'film.m3u8', 50);
  errors.allow(...networkErrors);

  const ask = (path: string, range?: string) => askFor(journey.page, `/renditions/${path}`, range);

  expect(await ask(`${uuid}/film.ts`)).toMatchObject({status: 200, type: 'video/mp2t', length: 1000, first: 0});
  expect(await ask(`${uuid}/film.m3u8`)).toMatchObject({
    status: 200,
    type: 'application/vnd.apple.mpegurl',
    length: 50,
  });
  expect(await ask(`${uuid}/film.ts`, 'bytes=100-199')).toMatchObject({
    status: 206,
    contentRange: 'bytes 100-199/1000',
    length: 100,
    first: 100,
  });
  expect(await ask(`${uuid}/film.ts`, 'bytes=2000-')).toMatchObject({status: 416, contentRange: 'bytes */1000'});
  for (const path of [`${uuid}/other.ts`, `${uuid}/film.html`, `${uuid}/..%2Ffilm.ts`, `none/film.ts`]) {
    expect(await ask(path)).toMatchObject({status: 404, type: 'application/json'});
  }
});

test('an address of a download makes no database', async ({gateway, testBrowser, errors}) => {
  const journey = new Journey(testBrowser, {origin: gateway.url, token: gateway.token});
  await journey.open({path: '/host.html', token: false});
  await journey.untilControlled();
  errors.allow(...networkErrors);

  const answer = await askFor(journey.page, '/downloads/0190aaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee/x?app=junk');

  expect(answer).toMatchObject({status: 404, type: 'application/json'});
  const names = await journey.page.evaluate(async () => (await indexedDB.databases()).map(({name}) => name));
  expect(names).toContain('carryon');
  expect(names).not.toContain('junk');
});

test('a large file is there without a network after its first use', async ({gateway, testBrowser, errors}) => {
  const journey = new Journey(testBrowser, {origin: gateway.url, token: gateway.token});
  await journey.open({path: '/host.html', token: false});
  await journey.untilControlled();
  const manifest = await readFile(join(import.meta.dirname, '../dist/app/sw.js'), 'utf8');
  const [path = ''] = /assets\/on-demand\/[\w-]+\.wasm/.exec(manifest) ?? [];
  expect(await askFor(journey.page, `/${path}`)).toMatchObject({status: 200, type: 'application/wasm'});

  await gateway.kill();
  errors.allow(...networkErrors);

  expect(await askFor(journey.page, `/${path}`)).toMatchObject({status: 200, type: 'application/wasm'});
});

test('a new version waits until it is let in, and older windows keep their files', async ({
  own,
  testBrowser,
  errors,
}) => {
  const {dist, gateway} = own;
  const journey = new Journey(testBrowser, {origin: gateway.url, token: gateway.token});
  await journey.open({path: '/host.html', token: false});
  await journey.untilControlled();
  const oldWindow = journey.another();
  await oldWindow.open({path: '/host.html', token: false});

  await gateway.kill();
  const oldScript = await renameScript(dist);
  await renew(dist, 'host.html');
  await gateway.start();
  await untilWaiting(journey.page);
  await journey.page.reload();
  expect(await isNew(journey.page)).toBe(false);

  await letIn(journey.page);
  await journey.page.reload();
  expect(await isNew(journey.page)).toBe(true);
  expect((await fetch(gateway.url + oldScript)).status).toBe(404);
  expect(await askFor(oldWindow.page, oldScript)).toMatchObject({status: 200});

  // Once nobody uses the old version, nothing of it stays.
  await oldWindow.close();
  errors.allow(...networkErrors);
  await expect(async () => {
    await journey.page.goto('about:blank');
    await journey.page.goto(`${gateway.url}/host.html`);
    expect(await askFor(journey.page, oldScript)).toMatchObject({status: 404});
  }).toPass();
});

test('the page says that a new version is there, and reloads once when it is let in', async ({own, testBrowser}) => {
  const {dist, gateway} = own;
  const journey = new Journey(testBrowser, {origin: gateway.url, token: gateway.token});
  await journey.open();
  await journey.untilControlled();

  await gateway.kill();
  await renew(dist, 'index.html');
  await gateway.start();
  await untilWaiting(journey.page);
  let loads = 0;
  journey.page.on('load', () => loads++);
  await journey.page.getByRole('button', {name: 'Update now'}).click();

  await expect.poll(() => isNew(journey.page)).toBe(true);
  await journey.page.waitForFunction(() => window.app !== undefined);
  expect(loads).toBe(1);
});

/** A build of its own to change; inside the checkout, where the gateway finds its packages. */
async function copyOfBuild(): Promise<string> {
  const root = join(import.meta.dirname, '..');
  await mkdir(join(root, '.cache'), {recursive: true});
  const copy = await mkdtemp(join(root, '.cache', 'build-'));
  await cp(join(root, 'dist', 'app'), join(copy, 'app'), {recursive: true});
  await cp(join(root, 'dist', 'gateway'), join(copy, 'gateway'), {recursive: true});
  return copy;
}

/** A page that can be told from the one before. */
async function renew(dist: string, page: 'host.html' | 'index.html'): Promise<void> {
  await change(join(dist, 'app', page), (html) =>
    html.replace('<title>', '<meta name="version" content="new" /><title>'),
  );
  await change(join(dist, 'app', 'sw.js'), (script) =>
    script.replace(new RegExp(`(${page}\\W+revision\\W+)\\w+`), '$1new'),
  );
}

/** Whether a window shows the renewed page. */
const isNew = async (page: Page) => (await page.locator('meta[name="version"]').count()) === 1;

/** The host page's script under another name, as after a change. @returns The path that it had. */
async function renameScript(dist: string): Promise<string> {
  const html = await readFile(join(dist, 'app', 'host.html'), 'utf8');
  const [script = ''] = /assets\/host-[\w-]+\.js/.exec(html) ?? [];
  const renamed = 'assets/host-NewOne42.js';
  await rename(join(dist, 'app', script), join(dist, 'app', renamed));
  for (const file of ['host.html', 'sw.js']) {
    await change(join(dist, 'app', file), (text) => text.replaceAll(script, renamed));
  }
  return `/${script}`;
}

async function change(path: string, edit: (text: string) => string): Promise<void> {
  await writeFile(path, edit(await readFile(path, 'utf8')));
}

/** Asks for a new version, and waits until it is installed. */
async function untilWaiting(page: Page): Promise<void> {
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  const isWaiting = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting !== null);
  await expect.poll(isWaiting).toBe(true);
}

/** What the update prompt does when it is accepted. */
async function letIn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const changed = new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, {once: true});
    });
    (await navigator.serviceWorker.getRegistration())?.waiting?.postMessage({type: 'SKIP_WAITING'});
    await changed;
  });
}

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly contentRange: string | null;
  readonly length: number;
  readonly first: number | undefined;
}

async function askFor(page: Page, path: string, range?: string): Promise<Answer> {
  return page.evaluate(
    async ([url, wanted]) => {
      // The browser's own cache has no say in this.
      const answer = await fetch(url, {cache: 'no-store', headers: wanted === undefined ? {} : {Range: wanted}});
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return {
        status: answer.status,
        type: answer.headers.get('Content-Type')?.split(';')[0],
        contentRange: answer.headers.get('Content-Range'),
        length: bytes.length,
        first: bytes[0],
      };
    },
    [path, range] as const,
  );
}

/** Each byte tells its place. */
async function writeToOpfs(page: Page, uuid: string, name: string, size: number): Promise<void> {
  await page.evaluate(
    async ([folder, file, length]) => {
      const root = await navigator.storage.getDirectory();
      const renditions = await root.getDirectoryHandle('renditions', {create: true});
      const rendition = await renditions.getDirectoryHandle(folder, {create: true});
      const writable = await (await rendition.getFileHandle(file, {create: true})).createWritable();
      await writable.write(Uint8Array.from({length}, (_, place) => place % 256));
      await writable.close();
    },
    [uuid, name, size] as const,
  );
}
