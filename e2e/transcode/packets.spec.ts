import {expect} from '@playwright/test';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {isFull, type Medium} from './matrix.ts';
import {ffmpeg, ffprobe, words} from './native.ts';
import {readTransportStream} from './transport-stream.ts';
import {test} from './transcode-page.ts';

/** ISO 13818-1, 2.7.2. */
const MOST_SECONDS_BETWEEN_CLOCKS = 0.1;
const TICK_SECONDS = 1 / 90_000;
/** Both sides round, each where it likes. */
const ROUNDING_TICKS = 2;
/** Matroska rounds times to 1 ms; sound is put back where its frames follow one another. */
const MATROSKA_TICKS = 180;

const names: readonly Medium[] = [
  'b-frames.mp4',
  'open-gop.mp4',
  'late-sound.mkv',
  'one-a-second.mp4',
  'phone-film.mp4',
  'sound.m4a',
  'phone-call.m4a',
];

test.describe.configure({mode: 'default', timeout: 150_000});
test.skip(({browserName}) => browserName === 'firefox' && !isFull, 'the same code in both browsers');

for (const name of names) {
  test(`${name}: the same packets as native ffmpeg copies, at the same times`, async ({transcoder}) => {
    const source = transcoder.make(name);
    const native = join(transcoder.harness.folder, `${name}.native.ts`);
    ffmpeg(['-i', source, ...words('-map 0 -c copy'), native]);

    const {outcome, playlistPath} = await transcoder.transcode(source);

    expect(outcome).toMatchObject({state: 'done', ways: ['repackage']});
    const made = playlistPath.replace(/m3u8$/, 'ts');
    for (const stream of ['v', 'a'] as const) {
      const [ours, theirs] = [readPackets(made, stream), readPackets(native, stream)];
      expect(ours.map(({content}) => content)).toEqual(theirs.map(({content}) => content));
      const shifts = ours.map(({time}, index) => Math.abs(time - (theirs[index]?.time ?? 0)));
      expect(Math.max(0, ...shifts)).toBeLessThanOrEqual(name.endsWith('.mkv') ? MATROSKA_TICKS : ROUNDING_TICKS);
    }
    expectInOrder(made);
    const {clock, broken, leastLead} = readTransportStream(readFileSync(made));
    expect(broken).toEqual([]);
    expect(leastLead).toBeGreaterThan(0);
    const steps = clock.slice(1).map((time, index) => time - (clock[index] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(Math.max(...steps)).toBeLessThan(MOST_SECONDS_BETWEEN_CLOCKS + TICK_SECONDS);
  });
}

interface Packet {
  /** In ticks from the first one of its stream. */
  readonly time: number;
  /** Size and MD5. */
  readonly content: string;
}

/** The packets of a stream; of H.264 the slices alone, of AAC without headers: the rest each muxer writes its own way. */
function readPackets(path: string, stream: 'v' | 'a'): Packet[] {
  const filter = stream === 'v' ? 'filter_units=pass_types=1-5' : 'aac_adtstoasc';
  const how = `-map 0:${stream}? -c copy -bsf:${stream} ${filter} -copyts -f framemd5 -`;
  const lines = ffmpeg(['-i', path, ...words(how)]).split('\n');
  const packets = lines.filter((line) => /^\d/.test(line)).map((line) => line.split(/,\s*/));
  const first = Number(packets[0]?.[2]);
  return packets.map(([, , pts, , size, md5]) => ({time: Number(pts) - first, content: `${size} ${md5}`}));
}

/** Decode times ascend in each stream, and nothing is shown before it is decoded. */
function expectInOrder(path: string): void {
  const {packets} = ffprobe(['-show_packets', '-show_entries', 'packet=stream_index,pts,dts'], path) as {
    packets: {stream_index: number; pts: number; dts: number}[];
  }; // ffprobe's form
  const last = new Map<number, number>();
  for (const {stream_index: stream, pts, dts} of packets) {
    expect(dts).toBeLessThanOrEqual(pts);
    expect(dts).toBeGreaterThan(last.get(stream) ?? -Infinity);
    last.set(stream, dts);
  }
}
