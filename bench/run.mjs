// Upload of one large file from Chromium to a gateway on this machine, all ways in one run, one after the other in
// turns. What counts are the ratios to a single PUT; the seconds are those of this machine.
//
//   npm run bench                   256 MiB, medians of 5
//   npm run bench -- 64 3           64 MiB, medians of 3
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, openSync, closeSync, rmSync, writeFileSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {randomFillSync} from 'node:crypto';
import {chromium} from '@playwright/test';
import {build} from 'vite';
import {buildGateway} from '../scripts/build.mjs';

const mebibyte = 1 << 20;
const [sizeMebibytes = 256, rounds = 5] = process.argv.slice(2).map(Number);

const ways = [
  {name: 'one PUT by fetch', run: {way: 'put'}},
  {name: 'ours', run: {way: 'ours'}, atLeast: 0.85},
  {name: 'ours, with checksums', run: {way: 'ours', checksums: true}, atLeast: 0.7},
  {name: 'ours, by fetch', run: {way: 'ours-fetch'}},
  {name: 'tus-js-client 4.3.1, 8 MiB', run: {way: 'tus-js-client', chunkBytes: 8 * mebibyte}},
  {name: 'tus-js-client 4.3.1, 50 MiB', run: {way: 'tus-js-client', chunkBytes: 50 * mebibyte}},
  {name: 'tus-js-client 4.3.1, in one', run: {way: 'tus-js-client'}},
];

// Inside the checkout, so that the gateway finds its packages.
const site = join(import.meta.dirname, '..', '.cache', 'bench');
const folder = mkdtempSync(join(tmpdir(), 'carryon-bench-'));
try {
  await main();
} finally {
  rmSync(folder, {recursive: true, force: true});
}

async function main() {
  await buildSite();
  const path = writeFile();
  const gateway = await startGateway();
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});
  try {
    const page = await browser.newPage();
    await page.goto(gateway.url);
    await page.getByLabel('File').setInputFiles(path);
    const times = await measure((run) => page.evaluate((options) => window.run(options), run));
    report(times);
  } finally {
    await browser.close();
    await gateway.stop();
  }
}

/** The page and the gateway, side by side as in dist/: the gateway serves the page. */
async function buildSite() {
  rmSync(site, {recursive: true, force: true});
  mkdirSync(site, {recursive: true});
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, 'page'),
    build: {outDir: join(site, 'app'), target: 'es2023'},
    worker: {format: 'es'},
  });
  await buildGateway(join(site, 'gateway'));
  writeFileSync(join(site, 'start.mjs'), "await (await import('./gateway/main.js')).start();\n");
}

/** Bytes that nothing can compress. */
function writeFile() {
  const path = join(folder, 'original.bin');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(mebibyte);
  for (let i = 0; i < sizeMebibytes; i++) writeSync(file, randomFillSync(block));
  closeSync(file);
  return path;
}

async function startGateway() {
  const gateway = spawn(process.execPath, [join(site, 'start.mjs')], {
    env: {
      ...process.env,
      PORT: '0',
      CARRYON_DATA: join(folder, 'data'),
      CARRYON_TOKENS: 'bench=bench-token',
      CARRYON_BENCH: '1',
      CARRYON_LOG: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({input: gateway.stdout})) {
    const [, url] = /^Carryon is at (\S+?)#/.exec(line) ?? [];
    if (url === undefined) continue;
    const stop = async () => {
      gateway.kill('SIGTERM');
      await once(gateway, 'exit');
    };
    return {url, stop};
  }
  throw new Error('The gateway did not start.');
}

/** @param {(run: object) => Promise<{timeMs: number}>} run */
async function measure(run) {
  const times = ways.map(() => /** @type {number[]} */ ([]));
  // Round 0 warms up.
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < ways.length; turn++) {
      // Each round begins with another way: none has the same neighbour's traces on the disk each time.
      const i = (turn + round) % ways.length;
      const way = ways[i];
      if (way === undefined) continue;
      const {timeMs} = await run({...way.run, token: 'bench-token'});
      if (round > 0) times[i]?.push(timeMs);
    }
  }
  return times;
}

/** @param {number[][]} times */
function report(times) {
  const medians = times.map(median);
  const [put = NaN] = medians;
  console.log(`${sizeMebibytes} MiB, medians of ${rounds}, ratio = speed ÷ speed of one PUT\n`);
  console.log('| way | s | MiB/s | ratio | from – to |\n|---|---|---|---|---|');
  ways.forEach(({name, atLeast}, i) => {
    const ms = medians[i] ?? NaN;
    const spread = `${(Math.min(...times[i]) / 1000).toFixed(2)} – ${(Math.max(...times[i]) / 1000).toFixed(2)}`;
    const ratio = put / ms;
    const verdict = atLeast === undefined ? '' : ` (wanted ${atLeast}: ${ratio >= atLeast ? 'met' : 'missed'})`;
    console.log(
      `| ${name} | ${(ms / 1000).toFixed(2)} | ${((sizeMebibytes * 1000) / ms).toFixed(0)} | ${ratio.toFixed(2)}${verdict} | ${spread} |`,
    );
  });
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
