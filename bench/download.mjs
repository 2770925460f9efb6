// One large file down from the gateway, by the whole app in Chromium, beside a plain `fetch` that is piped into a file of
// the browser's own file system and the browser's own download of the same URL, in turns. What counts are the ratios; the
// seconds are those of this machine. Then a file of 3 GB, for the memory that it takes.
//
//   npm run bench:download             1024 MiB, medians of 3, and 3 GB
//   npm run bench:download -- 256 5 0  256 MiB, medians of 5, no memory
import {randomFillSync} from 'node:crypto';
import {once} from 'node:events';
import {closeSync, createReadStream, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync} from 'node:fs';
import {request} from 'node:http';
import {join} from 'node:path';
import {chromium} from '@playwright/test';
import {rendererOf, withPeak} from './chromium-page.mjs';
import {measureInTurns, printSpeeds} from './in-turns.mjs';
import {startGateway} from './start-gateway.mjs';

const mebibyte = 1 << 20;
const [sizeMebibytes = 1024, rounds = 3, gigabytes = 3] = process.argv.slice(2).map(Number);

// On the disk, not in a /tmp that may be memory.
const cache = join(import.meta.dirname, '..', '.cache');
mkdirSync(cache, {recursive: true});
const folder = mkdtempSync(join(cache, 'bench-download-'));
const {child: gateway, origin, token} = await startGateway(join(folder, 'data'));
const headers = {Authorization: `Bearer ${token}`};

const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
  acceptDownloads: true,
});
try {
  const page = await context.newPage();
  await page.goto(`${origin}/host.html`);
  await page.waitForFunction(() => window.app);
  await page.evaluate(async (given) => {
    await window.app.kmokeLogin(location.origin, given);
    await window.app.getAllJobs(location.origin);
    await window.app.startJobs();
  }, token);

  const url = await putOnServer(sizeMebibytes * mebibyte);
  const other = await context.newPage();
  await other.setExtraHTTPHeaders(headers);
  const ways = [
    {name: 'fetch, piped into a file', run: () => page.evaluate(fetchIntoFile, [url, token])},
    {name: 'ours', run: () => page.evaluate(byApp, [url, sizeMebibytes * mebibyte])},
    {name: "the browser's own", run: () => browsersOwn(other, url)},
  ];
  const times = await measureInTurns(ways, rounds);
  console.log(`${sizeMebibytes} MiB, medians of ${rounds}, ratio = speed ÷ speed of the plain fetch\n`);
  printSpeeds(ways, times, sizeMebibytes);

  if (gigabytes > 0) {
    const large = await putOnServer(gigabytes * 1e9);
    const idle = rendererOf(folder).mebibytes;
    const {result, peak} = await withPeak(folder, () => page.evaluate(byApp, [large, gigabytes * 1e9]));
    console.log(
      `\n${gigabytes} GB in ${(result / 1000).toFixed(1)} s: the renderer holds ${idle.toFixed(0)} MiB idle, ${peak.toFixed(0)} at most`,
    );
  }
} finally {
  await context.close();
  gateway.kill('SIGTERM');
  await once(gateway, 'exit');
  rmSync(folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
}

/** Runs in the page. @returns ms. */
async function fetchIntoFile([url, secret]) {
  const root = await navigator.storage.getDirectory();
  const began = performance.now();
  const handle = await root.getFileHandle('plain.bin', {create: true});
  const answer = await fetch(url, {headers: {Authorization: `Bearer ${secret}`}, cache: 'no-store'});
  await answer.body.pipeTo(await handle.createWritable());
  const ms = performance.now() - began;
  await root.removeEntry('plain.bin');
  return ms;
}

/** Runs in the page. @returns ms. */
async function byApp([url, fileSize]) {
  const began = performance.now();
  const [job] = await window.app.addDownloadJobs({files: [{url, fileName: 'large.bin', fileSize}]});
  const done = new Promise((resolve, reject) => {
    const stop = window.app.jobEvent((event) => {
      if (event.job?.uuid !== job.uuid) return;
      if (event.job.state === 'failed' || event.job.state === 'retrying') reject(new Error(event.job.error.message));
      if (event.job.state !== 'done') return;
      stop();
      resolve();
    });
  });
  await window.app.jobReady(job);
  await done;
  const ms = performance.now() - began;
  await window.app.removeJob(job);
  return ms;
}

/** A navigation that turns out to be a file. @returns ms. */
async function browsersOwn(page, url) {
  const began = performance.now();
  const [download] = await Promise.all([page.waitForEvent('download'), page.goto(url).catch(() => undefined)]);
  await download.path();
  const ms = performance.now() - began;
  await download.delete();
  return ms;
}

/** Puts so many random bytes on the server. @returns Their `fileUrl`. */
async function putOnServer(bytes) {
  const path = join(folder, 'large.bin');
  const file = openSync(path, 'w');
  const block = randomFillSync(Buffer.alloc(8 * mebibyte));
  for (let left = bytes; left > 0; left -= block.length) writeSync(file, block, 0, Math.min(left, block.length));
  closeSync(file);
  const identifier = `bench-${bytes}`;
  const tus = {...headers, 'Tus-Resumable': '1.0.0'};
  const metadata = Object.entries({identifier, fileName: 'large.bin', bizKey: 'bench', purpose: 'original'})
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
  const created = await fetch(`${origin}/files/`, {
    method: 'POST',
    headers: {...tus, 'Upload-Length': `${statSync(path).size}`, 'Upload-Metadata': metadata},
  });
  const upload = new URL(created.headers.get('Location'), `${origin}/files/`);
  const sending = request(upload, {
    method: 'PATCH',
    headers: {...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream', 'Content-Length': bytes},
  });
  createReadStream(path, {highWaterMark: mebibyte}).pipe(sending);
  const [answer] = await once(sending, 'response');
  answer.resume();
  if (answer.statusCode !== 204) throw new Error(`The upload answered ${answer.statusCode}.`);
  const told = await fetch(`${origin}/kapi/fileRelationOperation/afterClientUpload`, {
    method: 'POST',
    headers: {...headers, 'Content-Type': 'application/json'},
    body: JSON.stringify({
      identifier,
      fileName: 'large.bin',
      fileSize: bytes,
      bizKey: 'bench',
      upload: upload.pathname,
    }),
  });
  const {fileUrl} = await told.json();
  rmSync(path);
  return new URL(fileUrl, origin).href;
}
