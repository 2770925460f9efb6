import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {extname, join, relative} from 'node:path';
import {test as base} from '@playwright/test';
import {build} from 'vite';
import type {Harness} from './page/main.ts';
import type {UploadOrder, UploadOutcome} from './page/protocol.ts';
import {TusTestServer} from './tus-test-server.ts';

declare global {
  interface Window {
    harness: Harness;
  }
}

const types: Readonly<Record<string, string>> = {'.html': 'text/html', '.js': 'text/javascript'};

interface Fixtures {
  /** Serves the page, and takes its uploads. */
  readonly server: TusTestServer;
  /** For files that are chosen. */
  readonly folder: string;
  /** Uploads a file from a dedicated worker of an open page. */
  readonly upload: (path: string, order?: UploadOrder) => Promise<UploadOutcome>;
}

/** A page with the tus client in a worker, on a server that misbehaves as told. */
export const test = base.extend<Fixtures, {site: ReadonlyMap<string, {type: string; body: Buffer}>}>({
  site: [
    async ({}, use) => {
      const outDir = mkdtempSync(join(tmpdir(), 'adapters-site-'));
      const page = join(import.meta.dirname, 'page');
      const common = {configFile: false, logLevel: 'error', base: './'} as const;
      await build({...common, root: page, build: {outDir, target: 'es2023'}, worker: {format: 'es'}});
      const output = {format: 'iife', entryFileNames: 'sw.js'} as const;
      const input = join(page, 'sw.ts');
      await build({...common, build: {outDir, emptyOutDir: false, rollupOptions: {input, output}}});
      const files = readdirSync(outDir, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile());
      const paths = files.map(({parentPath, name}) => join(parentPath, name));
      await use(
        new Map(
          paths.map((path) => [
            `/${relative(outDir, path)}`,
            {type: types[extname(path)] ?? 'application/octet-stream', body: readFileSync(path)},
          ]),
        ),
      );
      rmSync(outDir, {recursive: true});
    },
    {scope: 'worker'},
  ],

  server: async ({site}, use) => {
    await using server = await TusTestServer.start();
    server.site = site;
    await use(server);
  },

  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'adapters-files-'));
    await use(folder);
    rmSync(folder, {recursive: true});
  },

  upload: async ({page, server}, use) => {
    await page.goto(`${server.base.replace('127.0.0.1', 'localhost')}/index.html`);
    await use(async (path, order = {}) => {
      await page.getByLabel('File').setInputFiles(path);
      return await page.evaluate((given) => window.harness.upload(given), order);
    });
  },
});

export {expect} from '@playwright/test';
