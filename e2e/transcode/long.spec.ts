import {expect} from '@playwright/test';
import {join} from 'node:path';
import {expectWhole, judge} from './judge.ts';
import {isFull} from './matrix.ts';
import {ffmpeg, words} from './native.ts';
import {probe} from './probe.ts';
import {test} from './transcode-page.ts';

const SECONDS = 7200;
/** Each picture tells its second in stripes, white for 1 and black for 0, the lowest first. */
const BITS = 13;
const stripes = "geq=lum='if(bitand(floor(T),pow(2,floor(X/2))),235,16)':cb=128:cr=128";
const size = `size=${BITS * 2}x8:rate=1:duration=${SECONDS}`;
const pictures = `-f lavfi -i nullsrc=${size},${stripes},scale=${BITS * 16}:64:flags=neighbor`;
/** Silence, as no encoder has to think about it. */
const sound = `-f lavfi -t ${SECONDS} -i anullsrc=r=24000:cl=mono`;
/**
 * Seconds to jump to, there and back; never to less than two pictures before what is loaded: Chromium would take that
 * for a part of it, and show its first picture. Nor to the last pictures: its decoder holds them back until it is told of
 * the end, and one jump in ten then keeps the picture before it.
 */
const places = [0.017, 0.91, 0.99, 0.5, 0, 0.7, 0.1, 0.35, 0.6, 0.95].map((part) => Math.round(part * (SECONDS - 1)));

const films = [
  {name: 'seconds.mp4', ways: ['repackage'], codecs: '-c:v libx264 -preset veryfast -bf 2 -g 5 -c:a aac'},
  {
    name: 'seconds.mkv',
    ways: ['webcodecs'],
    codecs: '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 5 -c:a libmp3lame',
  },
  {
    name: 'seconds.avi',
    ways: ['encode-threads', 'encode'],
    // Otherwise the sound's run-in moves the pictures, which AVI rounds up to a second.
    codecs: '-c:v mpeg4 -g 5 -c:a libmp3lame -avoid_negative_ts disabled',
  },
] as const;

test.describe.configure({mode: 'default', timeout: 1_800_000});
test.skip(() => !isFull, 'in npm run test:full');

for (const {name, ways, codecs} of films) {
  test(`${name} of two hours shows the right picture wherever one jumps to`, async ({transcoder}) => {
    const source = join(transcoder.harness.folder, name);
    ffmpeg([...words(`${pictures} ${sound} ${codecs}`), source]);

    const run = await transcoder.transcode(source);

    expect(run.outcome.state === 'failed' && run.outcome.message).toBe(false);
    expect(ways).toEqual(expect.arrayContaining([...run.outcome.ways]));
    test.info().annotations.push({type: 'took', description: `${(run.outcome.tookMs / 1000).toFixed(1)} s`});
    expectWhole(judge(run.playlistPath), probe(source));
    // Nearer to its picture than to the next one: a player may show either of two that are as near.
    const nearby = places.map((place) => place + 0.25);
    expect(await transcoder.seek(run, nearby, BITS)).toEqual({shown: places, errors: []});
  });
}
