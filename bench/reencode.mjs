// Films of 720p encoded again, in Chromium and by ffmpeg itself, all ways in one run. What counts are the ratios of
// time, each beside the size of what was made and its SSIM against the film.
//
//   npm run bench:reencode                        a busy film and a calm one; `-- busy 8`: 8 s of that one only
//   npm run bench:reencode -- memory encode 3 8   the renderer's peak for 3 GB and 8 GB, by one way
//   npm run bench:reencode -- kill encode         the renderer killed at 60 % of a film of two minutes, by one way
import {spawnSync} from 'node:child_process';
import {rmSync, statSync} from 'node:fs';
import {loadavg} from 'node:os';
import {join} from 'node:path';
import {rendererOf, startChromium, withPeak} from './chromium-page.mjs';
import {ffmpeg, kinds, longSeconds, makeFilm, makeHugeFilm, makeLongFilm} from './reencode-films.mjs';

const chromium = await startChromium('reencode-page');
const {folder} = chromium;
let runs = 0;
try {
  const [what, way, ...sizes] = process.argv.slice(2);
  if (what === 'memory') for (const size of sizes) await reportMemory(way, Number(size));
  else if (what === 'kill') await reportKills(way);
  else for (const kind of what ? [what] : Object.keys(kinds)) await reportTimes(kind, Number(way ?? 20));
} finally {
  await chromium.close();
}

async function reportTimes(kind, seconds) {
  const film = makeFilm(kind, seconds);
  const page = await openPage(film);
  const rows = [
    {name: 'native x264 veryfast, CRF 23', rounds: 3, run: () => native(film)},
    {name: 'webcodecs', rounds: 3, run: () => inPage(page, film, 'transcode', 'webcodecs')},
    {name: 'encode-threads', rounds: 1, run: () => inPage(page, film, 'transcode', 'encode-threads')},
    {name: 'encode', rounds: 1, run: () => inPage(page, film, 'transcode', 'encode')},
    {
      name: 'ffmpeg.wasm in memory, veryfast',
      rounds: 1,
      run: () => inPage(page, film, 'transcodeInMemory', 'veryfast'),
    },
    {name: 'ffmpeg.wasm in memory, medium', rounds: 1, run: () => inPage(page, film, 'transcodeInMemory', 'medium')},
  ].map((row) => ({...row, results: []}));
  for (let round = 0; round < 3; round++) {
    for (const {name, rounds, run, results} of rows) {
      if (round >= rounds) continue;
      const result = await run();
      results.push(result);
      console.log(`${name}: ${inSeconds(result.tookMs)} s, ${megabytes(result.bytes)} MB, SSIM ${result.ssim}`);
    }
  }
  await page.close();

  const tookMs = rows.map(({results}) => median(results.map(({tookMs}) => tookMs)));
  const [nativeMs, , , , veryfastMs, mediumMs] = tookMs;
  console.log(`\n${kind}: ${seconds} s, ${megabytes(statSync(film).size)} MB; load ${loadavg()[0].toFixed(1)}\n`);
  console.log(
    '| way | s | from – to | native ÷ it | ffmpeg.wasm veryfast, medium ÷ it | to the first segment, s | MB | SSIM |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  rows.forEach(({name, results}, i) => {
    const all = results.map(({tookMs}) => tookMs);
    const [{bytes, ssim}] = results;
    const cells = [
      name,
      inSeconds(tookMs[i]),
      `${inSeconds(Math.min(...all))} – ${inSeconds(Math.max(...all))}`,
      (nativeMs / tookMs[i]).toFixed(2),
      `${(veryfastMs / tookMs[i]).toFixed(1)}, ${(mediumMs / tookMs[i]).toFixed(1)}`,
      inSeconds(median(results.map(({firstMs}) => firstMs))),
      megabytes(bytes),
      ssim,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  });
}

/** `vfr`: no picture twice, so that each is compared with its own. */
function native(film) {
  const made = join(folder, 'native.mp4');
  const video = ['-fps_mode', 'vfr', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23'];
  const began = performance.now();
  ffmpeg(['-i', film, ...video, '-c:a', 'aac', '-b:a', '128k', made]);
  return {tookMs: performance.now() - began, ...judge(made, film)};
}

/** Calls one of the page's ways to transcode; what it made is brought here. */
async function inPage(page, film, call, how) {
  const uuid = nextUuid();
  const times = await page.evaluate(([call, uuid, how]) => window[call](uuid, how), [call, uuid, how]);
  const downloads = page.waitForEvent('download');
  await page.evaluate((uuid) => window.save(uuid), uuid);
  const made = join(folder, 'made');
  await (await downloads).saveAs(made);
  await page.evaluate((uuid) => window.remove(uuid), uuid);
  return {...times, ...judge(made, film)};
}

function judge(made, film) {
  const graph = '[0:V]setpts=PTS-STARTPTS[a];[1:V]setpts=PTS-STARTPTS[b];[a][b]ssim';
  const args = ['-nostdin', '-i', made, '-i', film, '-lavfi', graph, '-f', 'null', '-'];
  const {stderr} = spawnSync('ffmpeg', args, {encoding: 'utf8'});
  return {bytes: statSync(made).size, ssim: Number(/All:([\d.]+)/.exec(stderr)[1]).toFixed(4)};
}

async function reportMemory(way, gigabytes) {
  const film = makeHugeFilm(way, gigabytes);
  try {
    const page = await openPage(film);
    const idle = rendererOf(folder).mebibytes;
    const {result, peak} = await withPeak(folder, () => transcode(page, nextUuid(), way));
    await page.close();
    const figures = `${peak.toFixed(0)} MiB at most, ${idle.toFixed(0)} idle (wanted 500: ${peak < 500 ? 'met' : 'missed'})`;
    console.log(`${gigabytes} GB, ${way}: ${inSeconds(result.tookMs)} s, renderer ${figures}`);
  } finally {
    rmSync(film);
  }
}

/** The place within a segment decides how much is lost: so not only at 60 %, but a little before and after as well. */
async function reportKills(way) {
  const film = makeLongFilm();
  const page = await openPage(film);
  const undisturbed = await transcode(page, nextUuid(), way);
  await page.close();
  for (const share of [0.58, 0.6, 0.62]) {
    const uuid = nextUuid();
    const killed = await killAt(share, film, uuid, way);
    const next = await openPage(film);
    const keptSeconds = await next.evaluate((uuid) => window.keptSeconds(uuid), uuid);
    const rest = await transcode(next, uuid, way);
    await next.close();
    const again = killed.seconds - keptSeconds;
    const bothMs = killed.tookMs + rest.tookMs;
    console.log(
      [
        `${way}, killed at ${killed.seconds.toFixed(1)} of ${longSeconds} s, ${keptSeconds.toFixed(1)} s kept`,
        `${again.toFixed(1)} s made again (${((again / longSeconds) * 100).toFixed(1)} %)`,
        `${inSeconds(killed.tookMs)} + ${inSeconds(rest.tookMs)} s against ${inSeconds(undisturbed.tookMs)} s undisturbed (× ${(bothMs / undisturbed.tookMs).toFixed(2)})`,
      ].join('; '),
    );
  }
}

/** @returns The last that was told of how far it was, and how long it had taken. */
async function killAt(share, film, uuid, way) {
  let fraction = 0;
  const page = await openPage(film, (reached) => {
    if (fraction >= share) return;
    fraction = reached;
    if (fraction >= share) process.kill(rendererOf(folder).pid, 'SIGKILL');
  });
  const began = performance.now();
  const ended = await transcode(page, uuid, way).catch(() => 'killed');
  const tookMs = performance.now() - began;
  if (ended !== 'killed') throw new Error('It was done before it was killed.');
  await page.close();
  return {seconds: fraction * longSeconds, tookMs};
}

async function openPage(film, onProgress = () => undefined) {
  const page = await chromium.open();
  await page.exposeFunction('onProgress', onProgress);
  await page.getByLabel('File').setInputFiles(film);
  return page;
}

function transcode(page, uuid, way) {
  return page.evaluate(([uuid, way]) => window.transcode(uuid, way), [uuid, way]);
}

function nextUuid() {
  runs += 1;
  return `run-${runs}`;
}

function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function inSeconds(ms) {
  return ms === undefined ? '–' : (ms / 1000).toFixed(1);
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(2);
}
