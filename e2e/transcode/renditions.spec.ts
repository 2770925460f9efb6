import {expect} from '@playwright/test';
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {Way} from '../../src/transcode/protocol.ts';
import {judge} from './judge.ts';
import {isFull} from './matrix.ts';
import {ffmpeg, ffprobe, words} from './native.ts';
import {readPlaylist} from './playlist.ts';
import {probe} from './probe.ts';
import {test, type Run, type TranscodePage} from './transcode-page.ts';

interface Film {
  readonly name: string;
  readonly recipe: string;
  /** Largest first; the last ones of a way: those that come beside it. */
  readonly sizes: readonly (readonly [name: string, width: number, height: number])[];
}

const hd = (rate: number, seconds: number) => `-f lavfi -i testsrc2=size=1280x720:rate=${rate}:duration=${seconds}`;
const tone = (seconds: number) => `-f lavfi -i sine=frequency=440:sample_rate=44100:duration=${seconds}`;
const narrow = `-f lavfi -i testsrc2=size=640x580:rate=15:duration=7 ${tone(7)}`;
const vp9 = '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M -c:a libopus';
const fromHd: Film['sizes'] = [['720p', 1280, 720], ['480p', 854, 480]]; // prettier-ignore
const fromNarrow: Film['sizes'] = [['580p', 640, 580], ['480p', 530, 480]]; // prettier-ignore

const films = {
  /** Key frames where nobody would put them, B-frames, and a beginning that is not 0. */
  h264: {
    name: 'hd.mkv',
    recipe: `${hd(24, 9)} ${tone(9)} -c:v libx264 -preset ultrafast -bf 3 -g 41 -c:a aac -output_ts_offset 0.5`,
    sizes: fromHd,
  },
  otherSound: {
    name: 'hd-mp3.mp4',
    recipe: `${hd(15, 8)} ${tone(8)} -c:v libx264 -preset ultrafast -bf 2 -g 30 -c:a libmp3lame`,
    sizes: fromHd,
  },
  vp9: {name: 'hd.webm', recipe: `${hd(15, 14)} ${tone(14)} ${vp9}`, sizes: fromHd},
  silent: {name: 'hd-silent.webm', recipe: `${hd(15, 4)} -an ${vp9}`, sizes: fromHd},
  avi: {name: 'narrow.avi', recipe: `${narrow} -c:v mpeg4 -c:a libmp3lame`, sizes: fromNarrow},
  narrow: {name: 'narrow.mp4', recipe: `${narrow} -c:v libx264 -bf 2 -g 20 -c:a aac`, sizes: fromNarrow},
} as const satisfies Record<string, Film>;

test.describe.configure({mode: 'default', timeout: 150_000});

const ffmpegs = (browserName: string): Way => (browserName === 'chromium' ? 'encode-threads' : 'encode');

const made: readonly [keyof typeof films, what: string, ways: readonly (Way | 'ffmpeg')[], avoid: readonly Way[]][] = [
  ['h264', 'is copied, and encoded smaller', ['repackage', 'webcodecs'], []],
  ['vp9', 'is encoded in all sizes at once', ['webcodecs'], []],
  ['avi', 'is encoded in all sizes by ffmpeg', ['ffmpeg'], []],
];
const madeInFull: typeof made = [
  ['otherSound', 'keeps its pictures, and is encoded smaller', ['webcodecs', 'webcodecs'], []],
  ['silent', 'is encoded in all sizes at once', ['webcodecs'], []],
  ['narrow', 'is copied, and encoded smaller by ffmpeg', ['repackage', 'ffmpeg'], ['webcodecs']],
];

for (const [key, what, ways, avoid] of [...made, ...(isFull ? madeInFull : [])]) {
  const film = films[key];
  test(`${film.name} ${what}`, async ({transcoder, browserName}) => {
    test.skip(browserName === 'firefox' && !isFull, 'one decoding feeds several encoders as it feeds one');
    const source = make(transcoder, film);

    const run = await transcoder.transcode(source, {avoid, severalSizes: true});

    const taken = ways.map((way) => (way === 'ffmpeg' ? ffmpegs(browserName) : way));
    expect(run.outcome.state === 'failed' && run.outcome.message).toBe(false);
    expect(run.outcome.ways).toEqual(taken);
    expectSizes(run, film, source);
    const {endedAt, errors} = await transcoder.play(run);
    expect(errors).toEqual([]);
    expect(Math.abs(endedAt - secondsOf(run))).toBeLessThan(0.6);
  });
}

test('a small film, and one of sound alone, stay as they are', async ({transcoder}) => {
  for (const name of ['b-frames.mp4', 'sound.m4a'] as const) {
    const run = await transcoder.transcode(transcoder.make(name), {severalSizes: true});

    expect(run.outcome).toMatchObject({state: 'done', ways: ['repackage']});
    expect(run.outcome.state === 'done' && run.outcome.rendition.more).toBeUndefined();
    judge(run.playlistPath);
  }
});

/** Stopped once so much is kept, they are gone on with; whether several sizes are wanted by then does not matter. */
const stopped: readonly [keyof typeof films, kept: number, avoid: readonly Way[], ways: readonly (Way | 'ffmpeg')[]][] =
  [
    ['vp9', 0.5, [], ['webcodecs']],
    ['avi', 0, [], ['ffmpeg']],
  ];
const stoppedInFull: typeof stopped = [
  ['h264', 0.5, [], ['webcodecs']],
  ['narrow', 0, ['webcodecs'], ['ffmpeg']],
];

for (const [key, cancelOnceKept, avoid, ways] of [...stopped, ...(isFull ? stoppedInFull : [])]) {
  const film = films[key];
  test(`${film.name} in several sizes is gone on with where it was stopped`, async ({transcoder, browserName}) => {
    test.skip(browserName === 'firefox' && !isFull, 'resumed as films of one size are');
    const source = make(transcoder, film);
    const uuid = `stopped-${key}`;
    const first = await transcoder.transcodeAs(uuid, source, {avoid, severalSizes: true, cancelOnceKept});
    expect(first.outcome).toMatchObject({state: 'failed', message: 'cancelled'});

    const second = await transcoder.finish(uuid, source, {avoid});

    expect(second.outcome.state === 'failed' && second.outcome.message).toBe(false);
    expect(second.outcome.ways).toEqual(ways.map((way) => (way === 'ffmpeg' ? ffmpegs(browserName) : way)));
    expect(second.outcome.progress[0]).toBeGreaterThanOrEqual(first.outcome.kept.at(-1) ?? 1);
    expectSizes(second, film, source);
  });
}

function make(transcoder: TranscodePage, {name, recipe}: Film): string {
  const path = join(transcoder.harness.folder, name);
  if (!existsSync(path)) ffmpeg([...words(recipe), path]);
  return path;
}

function secondsOf({outcome}: Run): number {
  return outcome.state === 'done' ? outcome.rendition.durationSeconds : 0;
}

/** Holds the sizes of a film against its source, and against each other: a player may change at each segment. */
function expectSizes({playlistPath, outcome}: Run, {sizes}: Film, source: string): void {
  if (outcome.state !== 'done') throw new Error(outcome.message);
  const folder = dirname(playlistPath);
  const base = outcome.rendition.playlistName.replace('.m3u8', '');
  const names = sizes.map(([size]) => `${base}-${size}.m3u8`);
  const master = readMaster(readFileSync(playlistPath, 'utf8'));
  expect(master.map(({uri}) => uri)).toEqual(names);
  expect(master.map(({attributes}) => attributes['RESOLUTION'])).toEqual(
    sizes.map(([, width, height]) => `${width}x${height}`),
  );
  expect((outcome.rendition.more ?? []).map(({name}) => name).toSorted()).toEqual(
    [...names, ...sizes.slice(1).map(([size]) => `${base}-${size}.ts`)].toSorted(),
  );

  const original = probe(source);
  const streams = names.map((name) => ({
    ...judge(join(folder, name)),
    ...readPlaylist(readFileSync(join(folder, name), 'utf8')),
  }));
  const [top] = streams;
  for (const [index, stream] of streams.entries()) {
    const [, width, height] = sizes[index] ?? [];
    expect([stream.video?.width, stream.video?.height]).toEqual([width, height]);
    expect(stream.video?.packets).toBe(original.video?.packets);
    expect(stream.audio?.packets).toBe(top?.audio?.packets);
    expect(stream.audio?.start).toBe(top?.audio?.start);
    expect(Math.abs((stream.video?.start ?? 0) - (top?.video?.start ?? 0))).toBeLessThan(0.002);
    expect(stream.segments).toHaveLength(top?.segments.length ?? 0);
    for (const [at, {seconds}] of stream.segments.entries()) {
      expect(Math.abs(seconds - (top?.segments[at]?.seconds ?? 0))).toBeLessThan(0.1);
    }
    expectTruthful(master[index]?.attributes ?? {}, stream, join(folder, stream.uri));
  }
}

/** `profile_idc` by ffprobe's names. */
const profiles = {Baseline: '42', 'Constrained Baseline': '42', Main: '4d', High: '64'} as const;

/** What a master playlist says of a stream, by RFC 8216, 4.3.4.2. */
function expectTruthful(
  attributes: Readonly<Record<string, string>>,
  {segments, video, audio}: ReturnType<typeof readPlaylist> & ReturnType<typeof probe>,
  path: string,
): void {
  const rates = segments.map(({length, seconds}) => (length * 8) / seconds);
  const seconds = segments.reduce((sum, segment) => sum + segment.seconds, 0);
  const average = segments.reduce((sum, {length}) => sum + length * 8, 0) / seconds;
  expect(Number(attributes['AVERAGE-BANDWIDTH'])).toBe(Math.ceil(average));
  expect(Number(attributes['BANDWIDTH'])).toBeGreaterThanOrEqual(Math.floor(Math.max(average, ...rates.slice(0, -1))));
  expect(attributes['CODECS']).toMatch(/^avc1\.[0-9a-f]{6}(,mp4a\.40\.2)?$/);
  expect(attributes['CODECS']?.includes('mp4a')).toBe(audio !== undefined);
  const {streams} = ffprobe(['-show_streams', '-select_streams', 'v:0'], path) as {
    streams: {profile: keyof typeof profiles; level: number}[];
  }; // ffprobe's form
  const [stream] = streams;
  expect(attributes['CODECS']?.slice(5, 7)).toBe(profiles[stream?.profile ?? 'High']);
  expect(Number.parseInt(attributes['CODECS']?.slice(9, 11) ?? '', 16)).toBe(stream?.level);
  const rate = ((video?.packets ?? 0) - 1) / ((video?.seconds ?? 0) - (video?.packetSeconds ?? 0));
  expect(Math.abs(Number(attributes['FRAME-RATE']) - rate)).toBeLessThan(0.05);
}

/** Reads a master playlist by the letter of RFC 8216. */
function readMaster(text: string): {uri: string; attributes: Record<string, string>}[] {
  const lines = text.trim().split('\n');
  expect(lines[0]).toBe('#EXTM3U');
  return lines.flatMap((line, index) => {
    if (!line.startsWith('#EXT-X-STREAM-INF:')) return [];
    const attributes: Record<string, string> = {};
    for (const [, name = '', value = ''] of line.matchAll(/([A-Z-]+)=("[^"]*"|[^,]*)/g)) {
      attributes[name] = value.replaceAll('"', '');
    }
    return [{uri: lines[index + 1] ?? '', attributes}];
  });
}
