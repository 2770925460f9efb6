// Memory while one large file goes up through the whole app: the page's renderer and the gateway, over idle.
//
//   npm run bench:memory            3 GB
//   npm run bench:memory -- 1       1 GB
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeSync} from 'node:fs';
import {randomFillSync} from 'node:crypto';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {chromium} from '@playwright/test';

const gigabytes = Number(process.argv[2] ?? 3);
const mebibyte = 1 << 20;
const folder = mkdtempSync(join(tmpdir(), 'carryon-bench-'));
const profile = join(folder, 'profile');

const path = join(folder, 'large.bin');
const file = openSync(path, 'w');
const block = randomFillSync(Buffer.alloc(8 * mebibyte));
for (let written = 0; written < gigabytes * 1e9; written += block.length) writeSync(file, block);
closeSync(file);

const gateway = spawn('node', ['scripts/start.mjs'], {
  cwd: join(import.meta.dirname, '..'),
  env: {...process.env, PORT: '0', CARRYON_DATA: join(folder, 'data'), CARRYON_LOG: 'warn'},
  stdio: ['ignore', 'pipe', 'inherit'],
});
let url = '';
for await (const line of createInterface({input: gateway.stdout})) {
  url = /Carryon is at (\S+)/.exec(line)?.[1] ?? '';
  if (url) break;
}
const context = await chromium.launchPersistentContext(profile, {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.app);
  const idle = await atRest(() => ({page: rendererMebibytes(), gateway: mebibytesOf(gateway.pid)}));
  await page.getByLabel('Add files').setInputFiles(path);
  const most = {page: 0, gateway: 0};
  const began = performance.now();
  for (let done = false; !done;) {
    done = await page.evaluate(async () => {
      const jobs = await window.app.getJobs();
      return jobs.length > 0 && jobs.every((job) => job.state === 'done' || job.state === 'failed');
    });
    most.page = Math.max(most.page, rendererMebibytes());
    most.gateway = Math.max(most.gateway, mebibytesOf(gateway.pid));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const [job] = await page.evaluate(() => window.app.getJobs());
  const seconds = (performance.now() - began) / 1000;
  console.log(`${job.state}, ${gigabytes} GB in ${seconds.toFixed(1)} s, kept: ${job.kept}`);
  for (const who of ['page', 'gateway']) {
    console.log(
      `${who}: ${idle[who].toFixed(0)} MiB idle, ${most[who].toFixed(0)} MiB at most, +${(most[who] - idle[who]).toFixed(0)}`,
    );
  }
} finally {
  await context.close();
  gateway.kill('SIGTERM');
  await once(gateway, 'exit');
  rmSync(folder, {recursive: true, force: true});
}

/** What both hold once they have started up: it has not changed for two seconds. */
async function atRest(measure) {
  let before = measure();
  for (let calm = 0; calm < 20;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = measure();
    calm = Math.abs(now.page - before.page) + Math.abs(now.gateway - before.gateway) < 1 ? calm + 1 : 0;
    before = now;
  }
  return before;
}

/** The largest renderer of this profile: the page's. */
function rendererMebibytes() {
  const sizes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isOurRenderer(name))
    .map((pid) => mebibytesOf(Number(pid)));
  return Math.max(0, ...sizes);
}

function isOurRenderer(pid) {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return command.includes('--type=renderer') && command.includes(profile);
  } catch {
    return false;
  }
}

/** What is resident and the process's own: pages of files that it has mapped do not count. */
function mebibytesOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
