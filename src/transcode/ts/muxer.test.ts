import {expect, test} from 'vitest';
import {ByteSink} from '../byte-sink.ts';
import {MemoryFile} from '../testing/memory-file.ts';
import {PES_HEADROOM, TsMuxer, type MuxerState, type Unit} from './muxer.ts';

const SECOND = 90_000;
const both = {video: true, audio: true};

function unit(): Unit {
  const bytes = new Uint8Array(PES_HEADROOM + 500);
  return {bytes, end: bytes.length};
}

/** What a muxer writes, and where it stops. */
function muxed(write: (muxer: TsMuxer) => void, streams = both, state?: MuxerState) {
  const file = new MemoryFile();
  const sink = new ByteSink(file);
  const muxer = new TsMuxer(sink, streams, state);
  write(muxer);
  sink.flush();
  return {bytes: file.bytes, state: muxer.state};
}

/** The longest and the shortest step of the clock, in seconds. */
function clockSteps(bytes: Uint8Array): readonly [longest: number, shortest: number] {
  const view = new DataView(bytes.buffer);
  const clock: number[] = [];
  for (let at = 0; at < bytes.length; at += 188) {
    const hasField = (view.getUint8(at + 3) & 0x20) !== 0 && view.getUint8(at + 4) > 0;
    if (hasField && (view.getUint8(at + 5) & 0x10) !== 0) {
      clock.push((view.getUint32(at + 6) * 2 + (view.getUint8(at + 10) >> 7)) / SECOND);
    }
  }
  const steps = clock.slice(1).map((time, index) => time - (clock[index] ?? 0));
  return [Math.max(...steps), Math.min(...steps)];
}

function writePictures(muxer: TsMuxer, seconds: readonly number[]): void {
  for (const second of seconds) {
    const decodeAt = (second + 1) * SECOND;
    muxer.writeVideo(unit(), {decodeAt, presentAt: decodeAt + 7200}, true);
  }
}

// prettier-ignore
test.each<[string, (muxer: TsMuxer) => void, {video: boolean; audio: boolean}]>([
  ['pictures a second apart', (muxer) => writePictures(muxer, [0, 1, 2]), {video: true, audio: false}],
  ['sound in long pieces', (muxer) => [1, 2.5, 4].forEach((at) => muxer.writeAudio(unit(), at * SECOND)), {video: false, audio: true}],
  ['sound that is there long before the pictures', (muxer) => {
    for (let at = 1; at < 6; at += 0.5) muxer.writeAudio(unit(), at * SECOND);
    writePictures(muxer, [5, 6]);
  }, both],
])('the clock is told every 100 ms and never goes back: %s', (_name, write, streams) => {
  const [longest, shortest] = clockSteps(muxed(write, streams).bytes);

  expect(longest).toBeLessThan(0.1 + 1 / SECOND);
  expect(shortest).toBeGreaterThan(0);
});

test('a hole of an hour is not filled', () => {
  const {bytes} = muxed((muxer) => writePictures(muxer, [0, 3600]));

  expect(bytes.length).toBeLessThan(20 * 188);
});

test('a muxer that goes on writes what one that never stopped writes', () => {
  const whole = muxed((muxer) => writePictures(muxer, [0, 1, 2, 3])).bytes;

  const first = muxed((muxer) => writePictures(muxer, [0, 1]));
  const rest = muxed((muxer) => writePictures(muxer, [2, 3]), both, first.state);

  expect([...first.bytes, ...rest.bytes]).toEqual([...whole]);
});
