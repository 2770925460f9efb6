import {expect, test, type BrowserContext, type Page} from '@playwright/test';
import {mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readPlaylist} from '../../src/transcode/hls/playlist.ts';
import {startHarness, type Harness} from './harness.ts';
import {decodeComplaints, makeMedia, pictureDigest, probe, startsWithKeyFrame, type Medium} from './media.ts';
import type {Outcome} from './page/messages.ts';

/** What the page offers (page/page.ts). */
interface Window {
  readonly harness: {
    transcode(uuid: string, cancelAt?: number): Promise<Outcome>;
    list(uuid: string): Promise<Record<string, number>>;
    deliver(uuid: string): Promise<void>;
    play(url: string): Promise<{readonly endedAt: number; readonly errors: readonly string[]}>;
  };
}

let harness: Harness;
let context: BrowserContext;
let profile: string;
let page: Page;
let runs = 0;

test.describe.configure({mode: 'default', timeout: 150_000});

test.beforeAll(async ({playwright, browserName}) => {
  harness = await startHarness();
  profile = mkdtempSync(join(tmpdir(), 'transcode-profile-'));
  // OPFS of an incognito context may be held in memory.
  context = await playwright[browserName].launchPersistentContext(profile, {
    ...test.info().project.use.launchOptions,
    ...(browserName === 'firefox' ? {channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr'} : {}),
    ...(browserName === 'chromium' ? {executablePath: '/usr/bin/chromium', args: ['--no-sandbox']} : {}),
  });
  page = await context.newPage();
  await page.goto(harness.url);
});

test.afterAll(async () => {
  await context.close();
  await harness.close();
  rmSync(profile, {recursive: true, force: true});
});

const copied: readonly Medium[] = [
  'b-frames.mp4',
  'quicktime.mov',
  'matroska.mkv',
  'fragmented.mp4',
  'transport.ts',
  'open-gop.mp4',
  'silent.mp4',
  'sound.m4a',
  'late-sound.mkv',
  'one-frame.mp4',
];

for (const name of copied) {
  test(`${name} is repackaged with every frame it has`, async () => {
    const source = makeMedia(harness.folder, name);
    const {outcome, folder} = await transcode(source);

    expect(outcome).toMatchObject({state: 'done', ways: ['repackage']});
    judge(outcome, folder);
    const [before, after] = [probe(source), probe(playlistPath(outcome, folder))];
    expect(after.video?.frames).toBe(before.video?.frames);
    expect(after.audio?.seconds ?? 0).toBeCloseTo(before.audio?.seconds ?? 0, 1);
  });
}

/** What the browsers' own codecs can do; the rest is ffmpeg's. */
const encoded: readonly [Medium, 'webcodecs' | 'encode'][] = [
  ['vp9.webm', 'webcodecs'],
  ['mpeg4.avi', 'encode'],
  ['other-sound.mkv', 'webcodecs'],
  ['sound.mp3', 'webcodecs'],
  ['odd-size.mkv', 'encode'],
  ['surround.mkv', 'encode'],
  ['turned.mp4', 'webcodecs'],
];

for (const [name, way] of encoded) {
  test(`${name} is encoded as H.264 and AAC`, async () => {
    const source = makeMedia(harness.folder, name);
    const {outcome, folder} = await transcode(source);

    expect(outcome).toMatchObject({state: 'done', ways: [way]});
    judge(outcome, folder);
    const [before, after] = [probe(source), probe(playlistPath(outcome, folder))];
    expect(after.video?.frames).toBe(before.video?.frames);
    expect(after.video?.codec).toBe(before.video && 'h264');
    expect(after.audio?.codec).toBe(before.audio && 'aac');
    expect(Math.abs((after.audio?.seconds ?? 0) - (before.audio?.seconds ?? 0))).toBeLessThan(0.15);
    if (name === 'other-sound.mkv') expect(pictureDigest(playlistPath(outcome, folder))).toBe(pictureDigest(source));
    if (name === 'turned.mp4') expect([after.video?.width, after.video?.height]).toEqual([180, 320]);
    if (name === 'odd-size.mkv') expect([after.video?.width, after.video?.height]).toEqual([160, 90]);
  });
}

const refused: readonly [Medium, string, RegExp][] = [
  ['cut-off.mp4', 'media-corrupt', /damaged.* at 0:0\d/],
  ['cut-off.mkv', 'media-corrupt', /damaged.* at 0:0\d/],
  ['cut-off.avi', 'media-corrupt', /incomplete: only \d\d %/],
  ['hole.mp4', 'media-corrupt', /damaged at 0:0\d/],
  ['no-index.mp4', 'media-corrupt', /incomplete: only \d\d %/],
  ['garbage.mp4', 'media-none', /not a film/],
  ['text.mp4', 'media-none', /not a film/],
  ['empty.mp4', 'media-none', /empty/],
];

for (const [name, code, words] of refused) {
  test(`${name} fails with words and leaves nothing`, async () => {
    const {outcome, uuid} = await transcode(makeMedia(harness.folder, name));

    expect(outcome).toMatchObject({state: 'failed', code});
    expect(outcome.state === 'failed' && outcome.message).toMatch(words);
    expect(await list(uuid)).toEqual({});
  });
}

test('a cancel ends the work at once and leaves nothing', async () => {
  const {outcome, uuid} = await transcode(makeMedia(harness.folder, 'long.avi'), 0.05);

  expect(outcome).toMatchObject({state: 'failed', message: 'cancelled'});
  expect(outcome.cancelMs).toBeLessThan(1000);
  await expect.poll(() => list(uuid)).toEqual({});
});

test('a cancelled job that is started again at once keeps its result', async () => {
  const {uuid} = await transcode(makeMedia(harness.folder, 'long.avi'), 0.05);
  const {outcome} = await transcode(makeMedia(harness.folder, 'silent.mp4'), undefined, undefined, uuid);

  expect(outcome).toMatchObject({state: 'done', ways: ['repackage']});
  // Whoever still cleared up after the older run would find its files free while the next one is made.
  await transcode(makeMedia(harness.folder, 'b-frames.mp4'));
  expect(Object.keys(await list(uuid))).toHaveLength(2);
});

const played: readonly Medium[] = ['b-frames.mp4', 'open-gop.mp4', 'late-sound.mkv', 'vp9.webm'];

for (const name of played) {
  test(`${name} plays to its end`, async () => {
    const {outcome, folder, uuid} = await transcode(makeMedia(harness.folder, name));
    const seconds = outcome.state === 'done' ? outcome.rendition.durationSeconds : 0;
    const url = `/results/${uuid}/${playlistPath(outcome, folder).slice(folder.length + 1)}`;

    const {endedAt, errors} = await page.evaluate((at) => (window as unknown as Window).harness.play(at), url);

    expect(errors).toEqual([]);
    expect(Math.abs(endedAt - seconds)).toBeLessThan(0.3);
  });
}

test('a file that is gone by then is said to be gone', async () => {
  for (const name of ['b-frames.mp4', 'mpeg4.avi'] as const) {
    const path = makeMedia(harness.folder, name);
    const {outcome} = await transcode(path, undefined, () => unlinkSync(path));

    expect(outcome).toMatchObject({state: 'failed', code: 'source-missing'});
  }
});

test('a full device is said to be full, and nothing is left', async ({browserName}) => {
  test.skip(browserName !== 'chromium', 'only its debugger can make the device small');
  const debug = await context.newCDPSession(page);
  await debug.send('Storage.overrideQuotaForOrigin', {origin: harness.url.slice(0, -1), quotaSize: 100_000});
  try {
    for (const name of ['b-frames.mp4', 'mpeg4.avi'] as const) {
      const {outcome, uuid} = await transcode(makeMedia(harness.folder, name));

      expect(outcome).toMatchObject({state: 'failed', code: 'storage-full'});
      expect(await list(uuid)).toEqual({});
    }
  } finally {
    await debug.send('Storage.overrideQuotaForOrigin', {origin: harness.url.slice(0, -1)});
  }
});

async function transcode(
  path: string,
  cancelAt?: number,
  onceChosen?: () => void,
  again?: string,
): Promise<{outcome: Outcome; folder: string; uuid: string}> {
  runs += 1;
  const uuid = again ?? `run-${String(runs)}`;
  await page.locator('input').setInputFiles(path);
  // Chromium looks at the file when its size is first asked for.
  await page.evaluate(() => document.querySelector('input')?.files?.[0]?.size);
  onceChosen?.();
  const outcome = await page.evaluate(
    ([id, at]) => (window as unknown as Window).harness.transcode(id, at), // page.ts puts it there
    [uuid, cancelAt] as const,
  );
  if (outcome.state === 'done' && again === undefined) {
    await page.evaluate((id) => (window as unknown as Window).harness.deliver(id), uuid);
  }
  return {outcome, folder: join(harness.folder, 'results', uuid), uuid};
}

function list(uuid: string): Promise<Record<string, number>> {
  return page.evaluate((id) => (window as unknown as Window).harness.list(id), uuid);
}

function playlistPath(outcome: Outcome, folder: string): string {
  if (outcome.state !== 'done') throw new Error(outcome.message);
  return join(folder, outcome.rendition.playlistName);
}

/** SPEC F12, by other eyes than our own: ffmpeg's and ffprobe's. */
function judge(outcome: Outcome, folder: string): void {
  if (outcome.state !== 'done') throw new Error(outcome.message);
  const {rendition, progress} = outcome;
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  const path = join(folder, rendition.playlistName);
  // ffmpeg's own HLS reader hands out the first packet of a late track twice; its reader of the `.ts` does not.
  if (!startsLate(path)) expect(decodeComplaints(path)).toBe('');
  expect(decodeComplaints(join(folder, rendition.segmentsName))).toBe('');

  const playlist = readPlaylist(readFileSync(path, 'utf8'));
  const segments = readFileSync(join(folder, rendition.segmentsName));
  expect(playlist.isEnded).toBe(true);
  expect(segments.length).toBe(rendition.segmentsBytes);
  let offset = 0;
  for (const segment of playlist.segments) {
    expect(segment.offset).toBe(offset);
    expect(Math.round(segment.seconds)).toBeLessThanOrEqual(playlist.targetSeconds);
    const part = join(folder, 'segment.ts');
    writeFileSync(part, segments.subarray(offset, offset + segment.bytes));
    if (probe(part).video) expect(startsWithKeyFrame(part)).toBe(true);
    offset += segment.bytes;
  }
  expect(offset).toBe(segments.length);
}

/** Whether a track begins well after the other one. */
function startsLate(path: string): boolean {
  const {video, audio} = probe(path);
  return video !== undefined && audio !== undefined && Math.abs(audio.start - video.start) > 1;
}
