import {expect} from '@playwright/test';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {isFull, type Medium} from './matrix.ts';
import {ffprobe} from './native.ts';
import {test} from './transcode-page.ts';

test.describe.configure({mode: 'default', timeout: 150_000});
test.skip(({browserName}) => browserName === 'firefox' && !isFull, 'the same code in both browsers');

const ordinary: readonly Medium[] = [
  'b-frames.mp4',
  'quicktime.mov',
  'open-gop.mp4',
  'few-keys.mp4',
  'silent.mp4',
  'sound.m4a',
  'one-frame.mp4',
  'uneven.mp4',
  'negative.mp4',
  'edit-list.mp4',
  'early-sound.mp4',
  'film-cover.mp4',
  'dead-sound.mp4',
];

for (const name of ordinary) {
  test(`${name} comes out the same by its own tables and by the library, byte for byte`, async ({transcoder}) => {
    const source = transcoder.make(name);
    const [tables, demuxer] = [await transcoder.copy(source, 'tables'), await transcoder.copy(source, 'demuxer')];

    expect([tables.outcome, demuxer.outcome]).toEqual([{state: 'done'}, {state: 'done'}]);
    for (const file of ['film.m3u8', 'film.ts']) {
      expect(readFileSync(join(tables.folder, file)).equals(readFileSync(join(demuxer.folder, file))), file).toBe(true);
    }
  });
}

for (const name of ['b-frames.mp4', 'uneven.mp4'] as const) {
  test(`${name} keeps the decode times of its file`, async ({transcoder}) => {
    const source = transcoder.make(name);
    const {folder} = await transcoder.copy(source, 'tables');

    const [before, after] = [decodeTimes(source), decodeTimes(join(folder, 'film.ts'))];
    expect(after).toHaveLength(before.length);
    after.forEach((time, index) => expect(time).toBeCloseTo(before[index] ?? NaN, 3));
  });
}

const leftToTheLibrary: readonly [Medium, RegExp][] = [
  ['fragmented.mp4', /fragments/],
  ['matroska.mkv', /not begin like an mp4/],
  ['transport.ts', /not begin like an mp4/],
  ['cut-off.mp4', /outside of the file/],
];

for (const [name, words] of leftToTheLibrary) {
  test(`${name} is left to the library`, async ({transcoder}) => {
    const {outcome} = await transcoder.copy(transcoder.make(name), 'tables');

    expect(outcome.state === 'refused' && outcome.message).toMatch(words);
  });
}

/** When each picture is decoded, in seconds from the first one shown. */
function decodeTimes(path: string): number[] {
  const {packets} = ffprobe(['-select_streams', 'v:0', '-show_entries', 'packet=pts_time,dts_time'], path) as {
    packets: {pts_time: string; dts_time: string}[];
  }; // ffprobe's form
  const start = Math.min(...packets.map(({pts_time: shown}) => Number(shown)));
  return packets.map(({dts_time: decoded}) => Number(decoded) - start);
}
