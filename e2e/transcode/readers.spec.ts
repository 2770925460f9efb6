import {expect} from '@playwright/test';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {isFull, type Medium} from './matrix.ts';
import {ffprobe} from './native.ts';
import {test} from './transcode-page.ts';

test.describe.configure({mode: 'default', timeout: 150_000});
test.skip(({browserName}) => browserName === 'firefox' && !isFull, 'the same code in both browsers');

type Reader = 'tables' | 'clusters' | 'units';

const ordinary: Readonly<Record<Reader, readonly Medium[]>> = {
  tables: [
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
    'fragmented.mp4',
  ],
  clusters: ['matroska.mkv', 'late-sound.mkv', 'two-sounds.mkv', 'subtitles.mkv'],
  units: ['transport.ts', 'broadcast.ts'],
};

for (const reader of ['tables', 'clusters', 'units'] as const) {
  for (const name of ordinary[reader]) {
    test(`${name} comes out the same by its ${reader} and by the library, byte for byte`, async ({transcoder}) => {
      const source = transcoder.make(name);
      const [ours, library] = [await transcoder.copy(source, reader), await transcoder.copy(source, 'demuxer')];

      expect([ours.outcome, library.outcome]).toEqual([{state: 'done'}, {state: 'done'}]);
      const [film, other] = [ours, library].map(({folder}) => readFileSync(join(folder, 'film.ts')));
      expect(film?.equals(other ?? Buffer.of())).toBe(true);
      const [playlist, others] = [ours, library].map(({folder}) => readFileSync(join(folder, 'film.m3u8'), 'utf8'));
      expect(reader === 'units' ? toTenths(playlist) : playlist).toBe(reader === 'units' ? toTenths(others) : others);
    });
  }
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

test('a recording that begins in the middle and lacks packets is copied from its first key frame on', async ({
  transcoder,
}) => {
  const whole = readFileSync(transcoder.make('transport.ts'));
  const packets = Array.from({length: whole.length / 188}, (_, index) =>
    whole.subarray(index * 188, index * 188 + 188),
  );
  const path = join(transcoder.harness.folder, 'recording.ts');
  writeFileSync(path, Buffer.concat(packets.filter((_, index) => index >= 100 && index % 997 !== 0)));

  const {outcome, folder} = await transcoder.copy(path, 'units');

  expect(outcome).toEqual({state: 'done'});
  // Key frames are 2 s apart, at 25 pictures a second.
  expect(picturesIn(path)).toBeGreaterThan(11 * 25);
  expect(picturesIn(join(folder, 'film.ts'))).toBe(11 * 25);
});

const leftToTheLibrary: readonly [Medium, Reader, RegExp][] = [
  ['matroska.mkv', 'tables', /not begin like an mp4/],
  ['transport.ts', 'tables', /not begin like an mp4/],
  ['cut-off.mp4', 'tables', /outside of the file/],
  ['b-frames.mp4', 'clusters', /no element/],
  ['transport.ts', 'clusters', /not begin like a Matroska/],
  ['cut-off.mkv', 'clusters', /not end with the file/],
  ['matroska.mkv', 'units', /not begin like a transport stream/],
];

for (const [name, reader, words] of leftToTheLibrary) {
  test(`${name} is left to the library by the reader of ${reader}`, async ({transcoder}) => {
    const {outcome} = await transcoder.copy(transcoder.make(name), reader);

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

function picturesIn(path: string): number {
  const {streams} = ffprobe(
    ['-select_streams', 'v:0', '-count_packets', '-show_entries', 'stream=nb_read_packets'],
    path,
  ) as {
    streams: {nb_read_packets: string}[];
  }; // ffprobe's form
  return Number(streams[0]?.nb_read_packets);
}

/** A playlist with its times in tenths of a millisecond: how long a last sound of 44.1 kHz is, is a matter of rounding. */
function toTenths(playlist = ''): string {
  return playlist.replace(/\d+\.\d+/g, (seconds) => Number(seconds).toFixed(4));
}
