// One file from the browser to the NAS, by the whole app in Chromium: through the gateway to a real smbd, and to a plain
// folder, beside Samba's own `smbclient put` of the same file, in turns. The NAS's disk is memory. What counts are the
// ratios. Then a larger file by SMB, for the memory that it takes.
//
//   npm run bench:nas               1024 MiB, medians of 3, signing, and 3 GB
//   npm run bench:nas -- 256 5 0 encryption
import {execFileSync} from 'node:child_process';
import {randomFillSync} from 'node:crypto';
import {once} from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium} from '@playwright/test';
import {rendererOf, withPeak} from './chromium-page.mjs';
import {loadGatewayParts} from './gateway-parts.mjs';
import {measureInTurns, printSpeeds} from './in-turns.mjs';
import {startGateway} from './start-gateway.mjs';

const mebibyte = 1 << 20;
const [sizeMebibytes = 1024, rounds = 3, gigabytes = 3] = process.argv.slice(2, 5).map(Number);
const security = process.argv[5] ?? 'signing';

const {startSmbServer} = await loadGatewayParts(['testing/smb-server']);
const cache = join(import.meta.dirname, '..', '.cache');
mkdirSync(cache, {recursive: true});
const folder = mkdtempSync(join(cache, 'bench-nas-'));
const memory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'carryon-bench-nas-'));
const server = await startSmbServer({security, folder: join(memory, 'share')});
const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const gateways = [];
try {
  const plain = join(memory, 'plain');
  mkdirSync(plain);
  const bySmb = await openGateway('smb', {CARRYON_NAS: server.url, CARRYON_NAS_PASSWORD: server.password});
  const byFolder = await openGateway('folder', {CARRYON_NAS: pathToFileURL(plain).href});
  const path = makeFile('file.bin', sizeMebibytes * mebibyte);
  const ways = [
    {name: 'smbclient put', run: () => put(path)},
    {name: 'browser → gateway → smbd', run: () => upload(bySmb, path)},
    {name: 'browser → gateway → folder', run: () => upload(byFolder, path)},
  ];
  const times = await measureInTurns(ways, rounds);
  console.log(`${sizeMebibytes} MiB, ${security}, medians of ${rounds}, ratio = speed ÷ speed of smbclient\n`);
  printSpeeds(ways, times, sizeMebibytes);
  if (gigabytes > 0) await reportMemory(bySmb, makeFile('large.bin', gigabytes * 1e9));
} finally {
  await context.close();
  for (const {child} of gateways) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await server.stop();
  for (const each of [folder, memory]) rmSync(each, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
}

/** Starts a gateway and opens its host page, signed in. */
async function openGateway(name, env) {
  const {child, origin, token} = await startGateway(join(folder, name), env);
  const page = await context.newPage();
  await page.goto(`${origin}/host.html`);
  await page.waitForFunction(() => window.app);
  await page.evaluate(async (given) => {
    await window.app.kmokeLogin(location.origin, given);
    await window.app.getAllJobs(location.origin);
    await window.app.startJobs();
    document.body.append(Object.assign(document.createElement('input'), {type: 'file', id: 'files'}));
  }, token);
  const gateway = {child, page};
  gateways.push(gateway);
  return gateway;
}

/** @returns ms, from the moment in which the job may run. */
async function upload({page}, path) {
  await page.locator('#files').setInputFiles(path);
  const ms = await page.evaluate(async () => {
    const files = [...document.querySelector('#files').files];
    const [job] = await window.app.addUploadJobs({files, bizKey: 'bench', isNetwork: false});
    const done = new Promise((resolve, reject) => {
      const stop = window.app.jobEvent((event) => {
        if (event.job?.uuid !== job.uuid) return;
        if (event.job.state === 'failed' || event.job.state === 'retrying') reject(new Error(event.job.error.message));
        if (event.job.state !== 'done') return;
        stop();
        resolve();
      });
    });
    const began = performance.now();
    await window.app.jobReady(job);
    await done;
    const taken = performance.now() - began;
    await window.app.removeJob(job);
    return taken;
  });
  for (const nas of ['share', 'plain'])
    for (const name of readdirSync(join(memory, nas))) rmSync(join(memory, nas, name), {recursive: true});
  return ms;
}

async function put(path) {
  const {port, username} = new URL(server.url);
  const login = ['-p', port, '//127.0.0.1/nas', '-U', decodeURIComponent(username)];
  const began = performance.now();
  execFileSync('smbclient', [...login, '-c', `put ${path} put.bin`], {
    env: {...process.env, PASSWD: server.password},
    stdio: 'ignore',
  });
  const ms = performance.now() - began;
  rmSync(join(memory, 'share', 'put.bin'));
  return ms;
}

async function reportMemory(gateway, path) {
  const idle = {page: rendererOf(folder).mebibytes, gateway: residentMebibytes(gateway.child.pid)};
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, residentMebibytes(gateway.child.pid))), 100);
  const {result, peak} = await withPeak(folder, () => upload(gateway, path));
  clearInterval(watch);
  const grown = (name, now) => `the ${name} holds ${idle[name].toFixed(0)} MiB idle, ${now.toFixed(0)} at most`;
  console.log(
    `\n${gigabytes} GB in ${(result / 1000).toFixed(1)} s: ${grown('page', peak)}; ${grown('gateway', most)}`,
  );
}

/** Of a gateway and the processes for SMB beside it. */
function residentMebibytes(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  const own = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  return children.reduce((sum, child) => sum + residentMebibytes(child), own);
}

function makeFile(name, bytes) {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  const block = randomFillSync(Buffer.alloc(8 * mebibyte));
  for (let left = bytes; left > 0; left -= block.length) writeSync(file, block, 0, Math.min(left, block.length));
  closeSync(file);
  return path;
}
