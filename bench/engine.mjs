// What a job costs the engine, with the real database in Chromium: 1,000 jobs and 10,000 in one run. What counts is
// the ratio of the two costs per job: it stays flat.
//
//   npm run bench:engine
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromium} from '@playwright/test';
import {preview, build} from 'vite';

const counts = [1_000, 10_000];
const outDir = join(import.meta.dirname, '..', '.cache', 'bench-engine');
const profile = mkdtempSync(join(tmpdir(), 'carryon-bench-'));

await build({
  configFile: false,
  logLevel: 'error',
  root: join(import.meta.dirname, 'engine-page'),
  build: {outDir, target: 'es2023', emptyOutDir: true},
  worker: {format: 'es'},
});
const server = await preview({
  configFile: false,
  logLevel: 'error',
  build: {outDir},
  preview: {host: '127.0.0.1', port: 0, strictPort: false},
});
const context = await chromium.launchPersistentContext(profile, {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await context.newPage();
  await page.goto(server.resolvedUrls.local[0]);
  await page.evaluate((jobs) => window.run(jobs), 100);
  const costs = [];
  for (const count of counts) {
    const {addMs, settleMs} = await page.evaluate((jobs) => window.run(jobs), count);
    costs.push((addMs + settleMs) / count);
    const per = (ms) => `${(ms / count).toFixed(2)} ms a job`;
    console.log(`${count} jobs: add ${per(addMs)}, settle ${per(settleMs)}`);
  }
  console.log(`a job among ${counts[1]} costs ${(costs[1] / costs[0]).toFixed(2)} × a job among ${counts[0]}`);
} finally {
  await context.close();
  await server.close();
  rmSync(profile, {recursive: true, force: true});
}
