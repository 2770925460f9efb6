// How much of an upload comes over with no window at all: a Chromium without a debugger, which would keep its service
// worker alive. The page adds a file, waits until it is kept, and closes itself; from then on the service worker is on
// its own. The waits between Background Sync's attempts are shortened, their number is not.
//
//   npm run bench:no-window                  1.5 GB at 2 MB/s
//   npm run bench:no-window -- 3 Infinity    3 GB as fast as it goes
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer, request} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {Transform} from 'node:stream';

const gigabytes = Number(process.argv[2] ?? 1.5);
const bytesPerSecond = Number(process.argv[3] ?? 2e6);
/** The last attempt is over when nothing has come for so long. */
const quietMs = 90_000;
/** A spell has ended when nothing has come for so long. */
const pauseMs = 3_000;

/** Runs in the page. */
async function addAndClose([size, token]) {
  while (!window.app) await new Promise((resolve) => setTimeout(resolve, 50));
  await navigator.serviceWorker.ready;
  const block = crypto.getRandomValues(new Uint8Array(1 << 16));
  const pieces = Array.from({length: Math.ceil(size / block.length)}, () => block);
  await window.app.kmokeLogin(location.origin, token);
  await window.app.getAllJobs(location.origin);
  await window.app.startJobs();
  const jobs = await window.app.addUploadJobs({
    files: [new File(pieces, 'large.bin')],
    bizKey: 'bench',
    isNetwork: true,
  });
  await window.app.jobReady(jobs);
  while (!(await window.app.getJob(jobs[0]))?.kept) await new Promise((resolve) => setTimeout(resolve, 200));
  await fetch('/bench-kept', {method: 'POST'});
  // A browser ends with its last window, once its service workers' events are over.
  window.open(`http://127.0.0.1:${location.port}/bench-other`, '_blank', 'noopener');
  window.close();
}

const folder = mkdtempSync(join(tmpdir(), 'carryon-bench-'));
const gateway = spawn('node', ['scripts/start.mjs'], {
  cwd: join(import.meta.dirname, '..'),
  env: {...process.env, PORT: '0', CARRYON_DATA: join(folder, 'data'), CARRYON_LOG: 'warn'},
  stdio: ['ignore', 'pipe', 'inherit'],
});
let printed = '';
for await (const text of createInterface({input: gateway.stdout})) {
  printed = /Carryon is at (\S+)/.exec(text)?.[1] ?? '';
  if (printed) break;
}
const {port, hash} = new URL(printed);
const token = decodeURIComponent(hash.replace('#token=', ''));

const line = {bytes: 0, at: 0, freeAt: 0, bytesPerSecond: 100_000};
const kept = Promise.withResolvers?.() ?? deferred();
const proxy = createServer((incoming, response) => {
  if (incoming.url === '/bench.js') {
    const call = `(${addAndClose})(${JSON.stringify([gigabytes * 1e9, token])});`;
    response.setHeader('Content-Type', 'text/javascript').end(call);
    return;
  }
  if (incoming.url === '/bench-other') {
    response.setHeader('Content-Type', 'text/html').end('<title>Another site</title>');
    return;
  }
  if (incoming.url === '/bench-kept') {
    kept.resolve();
    response.end();
    return;
  }
  const options = {host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers: incoming.headers};
  const upstream = request(options, (answer) => {
    const isPage = incoming.url === '/host.html' && answer.statusCode === 200;
    const {'content-length': length, etag, ...headers} = answer.headers;
    response.writeHead(answer.statusCode, isPage ? headers : answer.headers);
    answer.pipe(response, {end: !isPage});
    if (isPage) answer.on('end', () => response.end('<script type="module" src="bench.js"></script>'));
  });
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  incoming.pipe(throttled()).pipe(upstream);
}).listen(0, '127.0.0.1');
await once(proxy, 'listening');

/** All bodies together go no faster than the line. */
function throttled() {
  return new Transform({
    transform(piece, _, done) {
      line.bytes += piece.length;
      line.at = Date.now();
      line.freeAt = Math.max(line.freeAt, Date.now()) + (piece.length / line.bytesPerSecond) * 1000;
      setTimeout(done, line.freeAt - Date.now(), null, piece);
    },
  });
}

function deferred() {
  let resolve;
  const promise = new Promise((given) => (resolve = given));
  return {promise, resolve};
}

const browser = spawn(
  '/usr/bin/chromium',
  [
    ...[
      '--headless',
      '--no-sandbox',
      '--no-first-run',
      '--disable-popup-blocking',
      '--disable-background-networking',
      '--disable-component-update',
    ],
    '--force-fieldtrials=BackgroundSync/Lab',
    '--force-fieldtrial-params=BackgroundSync.Lab:initial_retry_delay_sec/4/retry_delay_factor/1/max_sync_attempts/3',
    `--user-data-dir=${join(folder, 'profile')}`,
    `http://localhost:${proxy.address().port}/host.html`,
  ],
  {stdio: 'ignore'},
);
try {
  await kept.promise;
  const [before, began] = [line.bytes, Date.now()];
  line.bytesPerSecond = bytesPerSecond;
  line.freeAt = began;
  const spells = [];
  let lastAt = began;
  for (line.at = began; Date.now() - line.at < quietMs; lastAt = line.at) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (line.at - lastAt > pauseMs || spells.length === 0)
      spells.push({from: line.at, to: line.at, before: line.bytes});
    Object.assign(spells.at(-1), {to: line.at, after: line.bytes});
  }
  const megabytes = (line.bytes - before) / 1e6;
  console.log(
    `${megabytes.toFixed(0)} of ${(gigabytes * 1e3).toFixed(0)} MB with no window, at ${bytesPerSecond / 1e6} MB/s:`,
  );
  for (const {from, to} of spells)
    console.log(`  from ${((from - began) / 1e3).toFixed(0)} s to ${((to - began) / 1e3).toFixed(0)} s`);
} finally {
  browser.kill('SIGKILL');
  await once(browser, 'exit');
  gateway.kill('SIGTERM');
  await once(gateway, 'exit');
  proxy.close();
  rmSync(folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
}
