import {expect, test} from 'vitest';
import {PES_HEADROOM} from './muxer.ts';
import {PesReader, type PesUnit} from './pes-reader.ts';
import {TsScanner} from './scanner.ts';
import {both, muxed, picture, sound, times} from './testing/build-stream.ts';

function scanned(bytes: Uint8Array, step = bytes.length) {
  const scanner = new TsScanner();
  scanner.startSegment();
  for (let at = 0; at < bytes.length; at += step) scanner.push(bytes.subarray(at, at + step));
  return scanner.finish();
}

/** What the packets of one stream carry. */
function payloads(bytes: Uint8Array, pid: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 188) {
    const [, second = 0, third = 0, fourth = 0, field = 0] = bytes.subarray(at, at + 188);
    const from = at + 4 + ((fourth & 0x20) === 0 ? 0 : 1 + field);
    if ((((second & 0x1f) << 8) | third) === pid) found.push(bytes.subarray(from, at + 188));
  }
  return found;
}

test('what the muxer writes, the scanner finds, in pieces of any size', () => {
  const bytes = muxed((muxer) => {
    muxer.writeVideo(picture(5, 70_000), times(97_200, 90_000), true);
    muxer.writeVideo(picture(1), times(104_400, 93_600), false);
    muxer.writeVideo(picture(1), times(100_800, 97_200), false);
    muxer.writeAudio(sound(8), 97_200);
    muxer.writeAudio(sound(2), 112_560);
  });

  for (const step of [bytes.length, 188, 1000, 17]) {
    expect(scanned(bytes, step)).toMatchObject({videoFrames: 3, videoSeconds: 0.08, audioFrames: 10, faults: []});
  }
  expect(bytes.length % 188).toBe(0);
});

test('units of every size fit into whole packets', () => {
  for (let size = 11; size < 400; size += 1) {
    const bytes = muxed((muxer) => muxer.writeVideo(picture(5, size), times(90_000), true));

    expect(bytes.length % 188).toBe(0);
    expect(scanned(bytes)).toMatchObject({videoFrames: 1, faults: []});
  }
});

test('a picture larger than what is held before the file goes in whole', () => {
  const large = picture(5, 2_500_000);
  for (let at = PES_HEADROOM + 11; at < large.end; at += 1) large.bytes[at] = (at * 31 + (at >> 8)) & 0xff;
  const bytes = muxed((muxer) => muxer.writeVideo(large, times(90_000), true));

  expect(scanned(bytes)).toMatchObject({videoFrames: 1, faults: []});
  const payload = Buffer.concat(payloads(bytes, 0x100)).subarray(14);
  expect(payload.equals(large.bytes.subarray(PES_HEADROOM))).toBe(true);
});

test('the clock may turn over', () => {
  const turn = 2 ** 33;
  const bytes = muxed((muxer) => {
    muxer.writeVideo(picture(5), times(turn - 1800), true);
    muxer.writeVideo(picture(1), times(turn + 1800), false);
  });

  expect(scanned(bytes)).toMatchObject({videoSeconds: 0.04, faults: []});
});

// prettier-ignore
const faults: readonly [string, (bytes: Uint8Array) => Uint8Array, RegExp][] = [
  ['a lost packet',     (bytes) => new Uint8Array([...bytes.subarray(0, 188 * 3), ...bytes.subarray(188 * 4)]), /lost packets/],
  ['a byte too many',   (bytes) => new Uint8Array([...bytes.subarray(0, 188), 0, ...bytes.subarray(188)]),      /out of step/],
  ['a lost packet in a picture', (bytes) => new Uint8Array([...bytes.subarray(0, 188 * 12), ...bytes.subarray(188 * 13)]), /lost packets/],
  ['a byte too many in a picture', (bytes) => new Uint8Array([...bytes.subarray(0, 188 * 12), 0, ...bytes.subarray(188 * 12)]), /out of step/],
  ['no tables',         (bytes) => bytes.subarray(188 * 2),                                                     /tables/],
  ['a cut packet',      (bytes) => bytes.subarray(0, bytes.length - 1),                                         /inside a packet/],
];

test.each(faults)('%s is noticed', (_name, spoil, words) => {
  // The second picture's packets begin at the ninth: by then the first one has been judged.
  const bytes = muxed((muxer) => {
    muxer.writeVideo(picture(5), times(90_000), true);
    muxer.writeVideo(picture(1, 4000), times(93_600), false);
  });

  expect(scanned(spoil(bytes)).faults.join()).toMatch(words);
});

test('a segment that begins without a key frame is noticed', () => {
  const bytes = muxed((muxer) => muxer.writeVideo(picture(1), times(90_000), true));

  expect(scanned(bytes).faults).toEqual(['segment 1 does not begin with a key frame']);
});

test('a picture decoded after it is shown is noticed', () => {
  const bytes = muxed((muxer) => muxer.writeVideo(picture(5), times(90_000, 93_600), true));

  expect(scanned(bytes).faults.join()).toMatch(/before it is decoded/);
});

test('sound alone needs no key frame', () => {
  const bytes = muxed((muxer) => muxer.writeAudio(sound(4), 90_000), {video: false, audio: true});

  expect(scanned(bytes)).toMatchObject({hasVideo: false, audioFrames: 4, faults: []});
});

test('what the muxer writes, the reader takes apart again, in pieces of any size', () => {
  const bytes = muxed((muxer) => {
    muxer.writeVideo(picture(5, 70_000), times(97_200, 90_000), true);
    muxer.writeAudio(sound(8), -2090);
    muxer.writeVideo(picture(1), times(104_400, 93_600), false);
  });

  for (const step of [bytes.length, 188, 1000, 17]) {
    const units: [string, PesUnit][] = [];
    const reader = new PesReader((track, unit) => units.push([track, {...unit, data: unit.data.slice()}]));
    for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
    reader.finish();

    expect(reader.has).toEqual(both);
    expect(
      units.map(([track, {presentAt, isRandomAccess, data}]) => [track, presentAt, isRandomAccess, data.length]),
    ).toEqual([
      ['video', 97_200, true, 70_000],
      ['video', 104_400, false, 1000],
      ['audio', -2090, false, 8 * 107],
    ]);
    expect(units[0]?.[1].data).toEqual(picture(5, 70_000).bytes.subarray(PES_HEADROOM));
  }
});
