import {expect, test} from 'vitest';
import {ByteSink} from '../byte-sink.ts';
import {TsMuxer} from '../ts/muxer.ts';
import {Segmenter} from './segmenter.ts';

const MEBIBYTE = 1 << 20;

/** A segmenter, and what writes so many bytes into its stream. */
function begun() {
  const sink = new ByteSink({write: (bytes: AllowSharedBufferSource) => bytes.byteLength});
  const muxer = new TsMuxer(sink, {video: true, audio: false});
  const segmenter = new Segmenter(sink, muxer, {segments: [], startedAt: 0}, () => undefined);
  const write = (mebibytes: number) => {
    for (let left = mebibytes; left > 0; left -= 1) sink.take(MEBIBYTE);
  };
  return {segmenter, write};
}

test('segments follow one another, each as long as from its cut to the next one', () => {
  const {segmenter, write} = begun();

  write(1);
  segmenter.cut(6 * 90_000);
  write(2);
  const [first, second] = segmenter.finish(10 * 90_000);

  const tables = 2 * 188;
  expect(first).toEqual({seconds: 6, offset: 0, bytes: MEBIBYTE + tables});
  expect(second).toEqual({seconds: 4, offset: MEBIBYTE + tables, bytes: 2 * MEBIBYTE + tables});
});

// prettier-ignore
test.each([
  ['a long one that is small',        300,  10, true],
  ['a large one that is short',        10, 100, true],
  ['one that is both long and large',  90, 100, false],
])('%s', (_name, seconds, mebibytes, isTaken) => {
  const {segmenter, write} = begun();

  write(mebibytes);

  const end = () => segmenter.finish(seconds * 90_000);
  if (isTaken) expect(end()).toHaveLength(1);
  else expect(end).toThrow(/no key frame for 90 s/);
});
