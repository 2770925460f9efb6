// A film of H.264 and AAC copied into HLS, in Chromium and by ffmpeg itself, all ways in one run, one after the other
// in turns. What counts are the ratios to native ffmpeg's time; the seconds are those of this machine.
//
//   npm run bench:repackage                  1.5 GB, medians of 3
//   npm run bench:repackage -- 0.5 5         0.5 GB, medians of 5
//   npm run bench:repackage -- memory 3 8    the renderer's peak for 3 GB and 8 GB
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, renameSync, rmSync, statSync} from 'node:fs';
import {extname, join} from 'node:path';
import {mediaFolder, rendererOf, startChromium, withPeak} from './chromium-page.mjs';

const ways = [
  {name: 'plain copy of the file, no muxing', way: 'copy'},
  {name: 'mediabunny as it is', way: 'mediabunny'},
  {name: "ours, mediabunny's demuxer", way: 'demuxer', atMost: 1.5},
  {name: 'ours, own sample tables', way: 'tables', atMost: 1.2},
  {name: 'ours, own reader of clusters', way: 'clusters', atMost: 1.2},
  {name: 'ours, own reader of transport streams', way: 'units', atMost: 1.2},
];
/** By mediabunny's demuxer also what the app leaves to it: ordinary films it does not. */
const waysOf = {
  mp4: ['copy', 'mediabunny', 'demuxer', 'tables'],
  mkv: ['demuxer', 'clusters'],
  // mediabunny's demuxer keeps much of what it has read, so it comes last.
  ts: ['units', 'demuxer'],
};

const chromium = await startChromium('repackage-page');
const {folder} = chromium;
try {
  const page = await chromium.open();
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'memory') for (const size of rest) await reportMemory(page, Number(size));
  else
    for (const ending of Object.keys(waysOf))
      await reportTimes(page, ending, Number(first ?? 1.5), Number(rest[0] ?? 3));
} finally {
  await chromium.close();
}

async function reportTimes(page, ending, gigabytes, rounds) {
  const film = makeFilm(gigabytes, ending);
  const megabytes = statSync(film).size / 1e6;
  await page.getByLabel('File').setInputFiles(film);
  const rows = [{name: 'native ffmpeg -c copy', run: () => native(film)}].concat(
    waysFor(ending).map(({way, ...row}) => ({...row, run: () => page.evaluate((way) => window.run(way), way)})),
  );
  const times = rows.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < rows.length; turn++) {
      // Each round begins with another way: none has the same neighbour's traces on the disk each time.
      const i = (turn + round) % rows.length;
      execFileSync('sync');
      times[i].push(await rows[i].run());
    }
  }
  const nativeMs = median(times[0].map(({writtenMs}) => writtenMs));
  const inSeconds = (ms) => (ms === undefined ? '–' : (ms / 1000).toFixed(2));
  console.log(`${megabytes.toFixed(0)} MB, medians of ${rounds}, ratio = time ÷ native ffmpeg's time\n`);
  console.log(
    '| way | s | MB/s | ratio | from – to | ratio of the best | first second, s | checked, s | ratio | on the disk, s |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  rows.forEach(({name, atMost}, i) => {
    const written = times[i].map(({writtenMs}) => writtenMs);
    const checked = median(times[i].map(({checkedMs}) => checkedMs));
    const ratio = median(written) / nativeMs;
    const verdict = atMost === undefined ? '' : ` (wanted ${atMost}: ${ratio <= atMost ? 'met' : 'missed'})`;
    const cells = [
      name,
      inSeconds(median(written)),
      ((megabytes * 1000) / median(written)).toFixed(0),
      ratio.toFixed(2) + verdict,
      `${inSeconds(Math.min(...written))} – ${inSeconds(Math.max(...written))}`,
      (Math.min(...written) / Math.min(...times[0].map(({writtenMs}) => writtenMs))).toFixed(2),
      inSeconds(median(times[i].map(({firstMs}) => firstMs))),
      inSeconds(checked),
      checked === undefined ? '–' : (checked / nativeMs).toFixed(2),
      inSeconds(median(times[i].map(({closedMs}) => closedMs))),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  });
}

/** What `hls.js` is offered by ffmpeg itself: one playlist, one file. */
function native(film) {
  const out = join(folder, 'native');
  mkdirSync(out);
  const began = performance.now();
  const hls = ['-f', 'hls', '-hls_time', '6', '-hls_playlist_type', 'vod', '-hls_flags', 'single_file'];
  ffmpeg(['-i', film, '-c', 'copy', ...hls, join(out, 'film.m3u8')]);
  const writtenMs = performance.now() - began;
  execFileSync('sync', [join(out, 'film.ts')]);
  const closedMs = performance.now() - began;
  rmSync(out, {recursive: true});
  return {writtenMs, checkedMs: undefined, closedMs};
}

async function reportMemory(page, gigabytes) {
  for (const ending of Object.keys(waysOf)) await reportMemoryOf(page, gigabytes, makeFilm(gigabytes, ending));
}

async function reportMemoryOf(page, gigabytes, film) {
  try {
    await page.getByLabel('File').setInputFiles(film);
    const idle = rendererOf(folder).mebibytes;
    for (const {name, way} of waysFor(extname(film).slice(1)).filter(({atMost}) => atMost)) {
      const {result, peak} = await withPeak(folder, () => page.evaluate((way) => window.run(way), way));
      const figures = `${peak.toFixed(0)} MiB at most, ${idle.toFixed(0)} idle (wanted 150: ${peak < 150 ? 'met' : 'missed'})`;
      console.log(
        `${gigabytes} GB, ${extname(film)}, ${name}: ${(result.writtenMs / 1000).toFixed(1)} s, renderer ${figures}`,
      );
    }
  } finally {
    rmSync(film);
  }
}

function waysFor(ending) {
  return ways.filter(({way}) => waysOf[ending].includes(way));
}

/** A clip of 20 s, made once, and then as often as it takes. */
function makeFilm(gigabytes, ending) {
  const clip = join(mediaFolder, 'clip.mp4');
  const film = join(mediaFolder, `film-${gigabytes}.${ending}`);
  if (!existsSync(clip)) {
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=25:duration=20,noise=alls=12:allf=t'];
    const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=20'];
    const video = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-g', '50', '-pix_fmt', 'yuv420p'];
    const rate = ['-b:v', '8M', '-maxrate', '9M', '-bufsize', '9M'];
    makeFile(clip, [...picture, ...tone, ...video, ...rate, '-c:a', 'aac', '-b:a', '128k', '-ac', '2']);
  }
  if (!existsSync(film)) {
    makeFile(film, ['-stream_loop', '-1', '-i', clip, '-c', 'copy', '-fs', String(gigabytes * 1e9)]);
  }
  return film;
}

/** Under its name once it is whole. */
function makeFile(path, args) {
  const draft = path.replace(/(\.\w+)$/, '.part$1');
  ffmpeg([...args, draft]);
  renameSync(draft, path);
}

function ffmpeg(args) {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], {stdio: ['ignore', 'inherit', 'inherit']});
}

function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
