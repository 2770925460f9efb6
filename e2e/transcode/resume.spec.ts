import {expect} from '@playwright/test';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {Way} from '../../src/transcode/protocol.ts';
import {checkRendition} from './judge.ts';
import {isFull} from './matrix.ts';
import {ffmpeg, pictureDigest, words} from './native.ts';
import {packetTimes} from './probe.ts';
import {test, type TranscodePage} from './transcode-page.ts';

test.describe.configure({mode: 'default', timeout: 150_000});

/** The sound is no plain tone, so that a piece of it cannot stand for another. */
const sweep = (seconds: number) => `-f lavfi -i aevalsrc=0.4*sin(2*PI*(200*t+8*t*t)):s=44100:d=${seconds}`;
/** Large or long enough that there is time to end it in the middle. */
const large = `-f lavfi -i testsrc2=size=480x270:rate=15:duration=30 ${sweep(30)}`;
const long = `-f lavfi -i testsrc2=size=320x180:rate=10:duration=120 ${sweep(120)}`;

// prettier-ignore
const films: readonly {readonly name: string; readonly recipe: string; readonly avoid: readonly Way[]; readonly keepsPictures?: true}[] = [
  {name: 'by the browser.webm', recipe: `${large} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus`,         avoid: []},
  {name: 'sound by it.mkv',     recipe: `${long} -c:v libx264 -preset veryfast -g 50 -pix_fmt yuv420p -c:a libmp3lame`, avoid: [], keepsPictures: true},
  {name: 'sound by ffmpeg.mkv', recipe: `${long} -c:v libx264 -preset veryfast -g 50 -pix_fmt yuv420p -c:a ac3`,        avoid: [], keepsPictures: true},
  {name: 'by ffmpeg.mov',       recipe: `${large} -c:v mpeg4 -q:v 3 -bf 2 -c:a pcm_s16le`,                              avoid: []},
  {name: 'by ffmpeg alone.mkv', recipe: `${sweep(120)} -c:a ac3`,                                                       avoid: ['encode-threads']},
];

for (const {name, recipe, avoid, keepsPictures} of films) {
  test(`Q3, X1: a film made ${name} goes on after its last whole segment, without a gap`, async ({
    transcoder,
    browserName,
  }) => {
    test.skip(browserName === 'firefox' && !isFull && name.includes('ffmpeg'), 'the same code in both browsers');
    const source = make(transcoder, name, recipe);
    const uuid = `stopped-${name.replace(/\W/g, '-')}`;

    const stopped = await transcoder.transcodeAs(uuid, source, {avoid, cancelOnceKept: 0.1});
    expect(stopped.outcome).toMatchObject({state: 'failed', message: 'cancelled'});
    const {outcome, playlistPath} = await transcoder.finish(uuid, source, {avoid});

    expect(outcome.state === 'failed' && outcome.message).toBe(false);
    expect(outcome.ways).toEqual(stopped.outcome.ways);
    expect(outcome.progress[0]).toBeGreaterThanOrEqual(stopped.outcome.kept.at(-1) ?? 1);
    checkRendition(playlistPath, source);
    if (keepsPictures) expect(pictureDigest(playlistPath)).toBe(pictureDigest(source));
    for (const track of ['v', 'a'] as const) expectEven(packetTimes(segmentsOf(playlistPath), track));
  });
}

test('a film that is gone on with has what it has when it is made in one go', async ({transcoder, browserName}) => {
  test.skip(browserName === 'firefox' && !isFull, 'the same code in both browsers');
  const {name, recipe} = films[0] ?? {name: '', recipe: ''};
  const source = make(transcoder, name, recipe);
  const whole = await transcoder.transcode(source);

  const uuid = 'stopped-twice';
  await transcoder.transcodeAs(uuid, source, {cancelOnceKept: 0.1});
  await transcoder.transcodeAs(uuid, source, {cancelOnceKept: 0.5});
  const joined = await transcoder.finish(uuid, source, {});
  for (const {outcome} of [whole, joined]) expect(outcome.state === 'failed' && outcome.message).toBe(false);

  for (const track of ['v', 'a'] as const) {
    const [once = [], again = []] = [whole, joined].map(({playlistPath}) =>
      packetTimes(segmentsOf(playlistPath), track),
    );
    expect(again.length).toBe(once.length);
    again.forEach((time, index) => expect(Math.abs(time - (once[index] ?? 0))).toBeLessThan(0.001));
  }
});

test('F11: a way whose worker stands still hands over to the next one', async ({transcoder}) => {
  const {outcome} = await transcoder.transcode(transcoder.make('silent.mp4'), {standsStill: 'repackage'});

  expect(outcome).toMatchObject({state: 'done', ways: ['repackage', 'webcodecs']});
});

function make({harness}: TranscodePage, name: string, recipe: string): string {
  const path = join(harness.folder, name);
  if (!existsSync(path)) ffmpeg([...words(recipe), path]);
  return path;
}

/** ffprobe's reader of playlists hands out the first packets of sound alone twice; its reader of the `.ts` does not. */
function segmentsOf(playlistPath: string): string {
  return playlistPath.replace(/m3u8$/, 'ts');
}

/** No gap and no jump: each packet comes as long after the one before it as all others do. */
function expectEven(times: readonly number[]): void {
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const usual = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / steps.length;
  for (const step of steps) expect(Math.abs(step - usual)).toBeLessThan(usual / 4);
}
