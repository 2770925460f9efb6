import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test as base, type Page} from '@playwright/test';
import {build, preview} from 'vite';
import type {StoresHarness} from './page/main.ts';

declare const window: {readonly harness: StoresHarness};

/** A page with the adapters of IndexedDB on it, in a real browser. */
const test = base.extend<{stores: Page}, {site: string}>({
  site: [
    async ({}, use) => {
      const outDir = mkdtempSync(join(tmpdir(), 'stores-site-'));
      const common = {configFile: false, logLevel: 'error'} as const;
      await build({...common, root: join(import.meta.dirname, 'page'), build: {outDir, target: 'es2023'}});
      const server = await preview({...common, build: {outDir}, preview: {host: '127.0.0.1', port: 0}});
      await use(server.resolvedUrls?.local[0] ?? '');
      await server.close();
      rmSync(outDir, {recursive: true});
    },
    {scope: 'worker'},
  ],
  stores: async ({page, site}, use) => {
    await page.goto(site);
    await use(page);
  },
});

test('Q2: the IndexedDB store keeps the contract of job stores, case by case', async ({stores}) => {
  const titles = await stores.evaluate(() => window.harness.titles);
  expect(titles.length).toBeGreaterThan(20);
  for (const title of titles) {
    const failure = await stores.evaluate((given) => window.harness.run(given), title);
    expect.soft(failure, title).toBeUndefined();
  }
});

test('Q11: a job that is older than the logs is kept, and has a log from now on', async ({stores}) => {
  expect(await stores.evaluate(() => window.harness.jobOfVersionOne())).toEqual({
    percent: 40,
    before: [],
    after: [{event: 'done', at: 1}],
  });
});

test('a film that is older than the posters is looked at from its next change on', async ({stores}) => {
  expect(await stores.evaluate(() => window.harness.filmOfVersionTwo())).toEqual({
    before: undefined,
    after: 50,
    poster: ['image/jpeg', 'a picture'],
  });
});

test('a picture goes with the last job of its film', async ({stores}) => {
  expect(await stores.evaluate(() => window.harness.sweptPosters())).toEqual(['upload-1']);
});

test('Q12: under an old epoch nothing is written', async ({stores}) => {
  const outcome = await stores.evaluate(() => window.harness.writeUnderAnOldEpoch());
  expect(outcome).toEqual({fenced: 3, percent: 0, b: undefined});
});

test('Q10, G3: one session is current; who has signed in before is known offline', async ({stores}) => {
  const outcome = await stores.evaluate(() => window.harness.sessions());
  expect(outcome.current).toMatchObject({owner: {user: 'bob'}, ready: true, queueOpen: false});
  expect(outcome.tokenOfAlice).toBeUndefined();
  expect(outcome.known).toMatchObject({user: 'alice'});
  expect(outcome.unknown).toBeUndefined();
  expect(outcome.again).toMatchObject({queueOpen: true, ready: true});
  expect(outcome.readyAfterOld).toBe(true);
  expect(outcome.readyAfterOwn).toBe(false);
  expect(outcome.after).toBeUndefined();
});

test('erasing the device leaves no job, no picture, no session and nobody signed in', async ({stores}) => {
  expect(await stores.evaluate(() => window.harness.erase())).toEqual({
    posters: 0,
    jobs: 0,
    sessions: 0,
    current: undefined,
  });
});
