import {expect, test} from 'vitest';
import type {PacketSource} from '../copy/packet-source.ts';
import {ReaderRefusal} from '../copy/reader-refusal.ts';
import {joined} from '../joined.ts';
import {PES_HEADROOM, type TsMuxer, type Unit} from './muxer.ts';
import {AUDIO_PID, VIDEO_PID} from './packet-writer.ts';
import {both, muxed, picture, sound, times} from './testing/build-stream.ts';
import {mustBeTransportStream, UnitStream, type WantedStreams} from './unit-stream.ts';

const pids = {video: VIDEO_PID, audio: AUDIO_PID};
const frameTicks = 3600;

const open = (bytes: Uint8Array, wanted: WantedStreams = pids) =>
  UnitStream.open(new Blob([joined([bytes])]), wanted, 120);

async function all(source: PacketSource) {
  const packets = [];
  for (let packet = await source.next(); packet; packet = await source.next()) packets.push(packet);
  return packets;
}

/** Pictures and sounds, one frame of each in turn. */
function film(count: number, pictureBytes: number, startAt = 90_000) {
  return muxed((muxer) => {
    for (let index = 0; index < count; index += 1) {
      const at = startAt + index * frameTicks;
      muxer.writeVideo(picture(index % 10 === 0 ? 5 : 1, pictureBytes), times(at, at - 10), index % 10 === 0);
      muxer.writeAudio(sound(2), at);
    }
  });
}

test('packets come in order, whichever stream is asked for', async () => {
  const stream = await open(film(60, 90_000));
  const [pictures, sounds] = [await all(stream.source('video')), await all(stream.source('audio'))];
  await stream.close();

  expect(pictures.map(({timestamp}) => Math.round(timestamp * 90_000))).toEqual(
    Array.from({length: 60}, (_, index) => 90_000 + index * frameTicks),
  );
  expect(pictures.map(({type}) => type)).toEqual(
    Array.from({length: 60}, (_, index) => (index % 10 === 0 ? 'key' : 'delta')),
  );
  expect(pictures.every(({byteLength}) => byteLength === 90_000)).toBe(true);
  expect(pictures.slice(1).every(({duration}) => Math.abs(duration - 0.04) < 1e-9)).toBe(true);
  expect(sounds).toHaveLength(120);
});

test('what is held for one stream is its own while the other is read', async () => {
  const stream = await open(film(60, 90_000));
  const [video, audio] = [stream.source('video'), stream.source('audio')];
  await audio.next();
  const first = await video.next();
  await all(audio);

  expect(Buffer.from(first?.data ?? []).equals(picture(5, 90_000).bytes.subarray(PES_HEADROOM))).toBe(true);
  expect(await all(video)).toHaveLength(59);
});

test('times go on where the clock of 33 bits turns over', async () => {
  const startAt = 2 ** 33 - 61 * 90_000;
  const stream = await open(film(1600, 100, startAt));

  const ticks = (await all(stream.source('video'))).map(({timestamp}) => Math.round(timestamp * 90_000));
  expect(ticks).toEqual(Array.from({length: 1600}, (_, index) => startAt + index * frameTicks));
});

test('of a film that was cut off there is all that came', async () => {
  const whole = film(20, 1000);
  const stream = await open(whole.subarray(0, whole.length - 188 * 3 - 100));

  expect(await all(stream.source('video'))).toHaveLength(20);
  const sounds = await all(stream.source('audio'));
  expect(sounds).toHaveLength(38);
});

/** Puts an adaptation field with the discontinuity indicator into the first packet of a stream, whose filling makes room. */
function sayLeap(bytes: Uint8Array, pid: number): void {
  for (let at = 0; at < bytes.length; at += 188) {
    const [, second = 0, third = 0, fourth = 0, fieldBytes = 0] = bytes.subarray(at, at + 188);
    if ((((second & 0x1f) << 8) | third) !== pid || (fourth & 0x10) === 0) continue;
    if ((fourth & 0x20) === 0 || fieldBytes === 0) throw new Error('There is no room.');
    bytes[at + 5] = (bytes[at + 5] ?? 0) | 0x80;
    return;
  }
}

const twice = (unit: Unit): Unit => {
  const bytes = joined([unit.bytes, unit.bytes.subarray(PES_HEADROOM)]);
  return {bytes, end: bytes.length};
};
const late = (unit: Unit): Unit => {
  const bytes = joined([
    unit.bytes.subarray(0, PES_HEADROOM),
    Uint8Array.of(7, 8, 9),
    unit.bytes.subarray(PES_HEADROOM),
  ]);
  return {bytes, end: bytes.length};
};
/** Where the packets of the pictures begin. */
const videoPackets = (bytes: Uint8Array) =>
  Array.from({length: bytes.length / 188}, (_, index) => index * 188).filter(
    (at) => ((((bytes[at + 1] ?? 0) & 0x1f) << 8) | (bytes[at + 2] ?? 0)) === VIDEO_PID,
  );
const changedField = () => {
  const bytes = film(20, 1000);
  const [, second = 0] = videoPackets(bytes);
  bytes.set([(bytes[second + 3] ?? 0) | 0x30, 200], second + 3);
  return bytes;
};
const changedLength = () => {
  const bytes = film(20, 1000);
  const [first = 0] = videoPackets(bytes);
  const pes = first + 5 + (bytes[first + 4] ?? 0);
  bytes.set([0, 3], pes + 4);
  return bytes;
};
const uncounted = () => {
  const bytes = film(20, 1000);
  for (const at of videoPackets(bytes)) bytes[at + 3] = (bytes[at + 3] ?? 0) & 0xf0;
  return bytes;
};
const withTail = (unit: Unit, ...tail: number[]): Unit => {
  const bytes = joined([unit.bytes, Uint8Array.of(0, 0, 1, ...tail)]);
  return {bytes, end: bytes.length};
};
const key = (muxer: TsMuxer, unit: Unit) => muxer.writeVideo(unit, times(90_000), true);
const changed = (at: number, value: number) => {
  const bytes = film(20, 1000);
  bytes[at] = value;
  return bytes;
};
const without = (packet: number) => {
  const bytes = film(20, 1000);
  return joined([bytes.subarray(0, packet * 188), bytes.subarray((packet + 1) * 188)]);
};

test.each([
  ['a packet that is out of step', changed(188 * 8, 0), /does not begin like one/],
  ['an encrypted packet', changed(188 * 4 + 3, 0xd0), /encrypted/],
  ['two pictures in a unit', muxed((muxer) => key(muxer, twice(picture(5)))), /goes on after|not one picture/],
  ['two slices that begin a picture', muxed((muxer) => key(muxer, withTail(picture(5), 1, 0xab))), /not one picture/],
  ['a part of the next picture', muxed((muxer) => key(muxer, withTail(picture(5), 9, 0xf0))), /goes on after/],
  [
    'the end of another picture before it',
    muxed((muxer) => key(muxer, late(picture(5)))),
    /not begin with its picture/,
  ],
  ['a field that is longer than its packet', changedField(), /longer than it is/],
  ['a unit that is shorter than its header', changedLength(), /shorter than its header/],
  ['packets that are not counted', uncounted(), /not counted/],
  ['no picture', muxed((muxer) => key(muxer, picture(7))), /not one picture/],
  ['a film without a key frame', muxed((muxer) => muxer.writeVideo(picture(1), times(90_000), false)), /no key frame/],
])('%s is refused', async (_name, bytes, words) => {
  const error: unknown = await open(bytes).catch((reason: unknown) => reason);

  expect(error).toBeInstanceOf(ReaderRefusal);
  expect(String(error)).toMatch(words);
});

test('a recording that begins in the middle begins with its first key frame', async () => {
  const bytes = muxed((muxer) => {
    // In the order of decoding; the last but one is shown before the key frame, and needs what was before it.
    for (const [index, place] of [0, 1, 3, 2, 4].entries()) {
      const at = 90_000 + place * frameTicks;
      muxer.writeVideo(picture(index === 2 ? 5 : 1), times(at, at - 50_000 + index), index === 2);
      muxer.writeAudio(sound(2), 90_000 + index * frameTicks);
    }
  });
  const stream = await open(bytes);
  const ticks = async (track: 'video' | 'audio') =>
    (await all(stream.source(track))).map(({timestamp}) => Math.round(timestamp * 90_000));

  expect(stream.firstTimes).toEqual([3, 4].map((place) => 90_000 + place * frameTicks));
  expect(await ticks('video')).toEqual([3, 4].map((place) => 90_000 + place * frameTicks));
  expect(Math.min(...(await ticks('audio')))).toBe(90_000 + 3 * frameTicks);
});

test.each([
  ['missing', (packet: number) => without(packet)],
  ['marked as broken', (packet: number) => changed(188 * packet + 1, 0x81)],
])('a packet that is %s makes a hole in a picture, and the film goes on', async (_name, spoil) => {
  // The first picture's packets end with the eighth; 21 is in the third one.
  const stream = await open(spoil(21));
  const [pictures, sounds] = [await all(stream.source('video')), await all(stream.source('audio'))];

  expect(pictures).toHaveLength(20);
  expect(sounds.length).toBeGreaterThanOrEqual(39);
});

test('a packet that came twice counts once', async () => {
  const bytes = film(20, 1000);
  const twice = joined([bytes.subarray(0, 6 * 188), bytes.subarray(5 * 188)]);
  const [first] = await all((await open(twice)).source('video'));

  expect(first?.byteLength).toBe(1000);
});

test('where streams are joined, a packet that is counted like the last one is not taken for it', async () => {
  const parts = Array.from({length: 16}, (_, index) => film(10 + index, 1000, 90_000 + index * 1_000_000));
  const pictures = await all((await open(joined(parts))).source('video'));

  // A last picture may have the end of a next one in it, but none is lost with its key frame.
  const all16 = parts.reduce((sum, _, index) => sum + 10 + index, 0);
  expect(pictures).toHaveLength(all16);
  expect(pictures.every(({byteLength}) => byteLength === 1000)).toBe(true);
});

test('a counter that begins anew where that is said tears nothing', async () => {
  const [first, second] = [film(10, 1000), film(10, 1000, 1_000_000)];
  sayLeap(second, VIDEO_PID);
  const stream = await open(joined([first, second]));

  expect(await all(stream.source('video'))).toHaveLength(20);
  expect(await all(stream.source('audio'))).toHaveLength(40);
});

test('a picture after a hole lasts no longer than those before it', async () => {
  const bytes = muxed((muxer) => {
    for (const place of [0, 1, 2, 750, 751]) {
      const at = 90_000 + place * frameTicks;
      muxer.writeVideo(picture(place === 0 ? 5 : 1), times(at), place === 0);
    }
  });
  const pictures = await all((await open(bytes)).source('video'));

  expect(Math.max(...pictures.map(({timestamp, duration}) => timestamp + duration))).toBeCloseTo(1 + 752 * 0.04, 6);
});

test('times just below zero are below zero', async () => {
  const stream = await open(film(5, 1000, -2 * frameTicks));

  expect(stream.firstTimes).toEqual([-2, -1, 0, 1, 2].map((place) => place * frameTicks));
});

test('small pictures that are held are counted with all that they take', async () => {
  const bytes = muxed((muxer) => {
    for (let index = 0; index < 110_000; index += 1) {
      muxer.writeVideo(picture(5, 40), times(90_000 + index * 100), true);
    }
    muxer.writeAudio(sound(2), 90_000);
  });
  const stream = await open(bytes);

  await expect(stream.source('audio').next()).rejects.toThrow(/too far apart/);
});

test('where packets are not marked, the pictures tell which are key frames', async () => {
  const bytes = muxed((muxer) => {
    for (const [index, type] of [5, 1, 1, 5, 1].entries()) {
      muxer.writeVideo(picture(type), times(90_000 + index * frameTicks), false);
    }
  });

  const pictures = await all((await open(bytes)).source('video'));
  expect(pictures.map(({type}) => type)).toEqual(['key', 'delta', 'delta', 'key', 'delta']);
});

test('other streams than the first ones are refused', async () => {
  await expect(open(film(5, 1000), {video: VIDEO_PID, audio: 0x123})).rejects.toThrow(/not the ones that are wanted/);
});

test('sound alone, and pictures alone', async () => {
  const alone = muxed((muxer) => muxer.writeAudio(sound(4), 90_000), {...both, video: false});
  const silent = muxed((muxer) => key(muxer, picture(5)), {...both, audio: false});

  const [sounds, pictures] = [
    await open(alone, {...pids, video: undefined}),
    await open(silent, {...pids, audio: undefined}),
  ];
  expect(await all(sounds.source('audio'))).toHaveLength(4);
  expect(await all(pictures.source('video'))).toHaveLength(1);
});

test('tracks that lie too far apart are refused', async () => {
  const bytes = muxed((muxer) => {
    for (let index = 0; index < 40; index += 1) {
      muxer.writeVideo(picture(5, 1 << 20), times(90_000 + index * frameTicks), true);
    }
    muxer.writeAudio(sound(2), 90_000);
  });

  const stream = await open(bytes);

  await expect(stream.source('audio').next()).rejects.toThrow(/too far apart/);
});

test.each([
  ['a transport stream', film(1, 1000), undefined],
  ['an mp4', Buffer.from('\0\0\0\x18ftypisom'.padEnd(400, '\0')), /not begin like a transport stream/],
  ['a file that is too short', Buffer.from('GG'), /not begin like a transport stream/],
])('%s is told by its beginning', async (_name, bytes, words) => {
  const looked = mustBeTransportStream(new Blob([joined([bytes])]));

  await (words ? expect(looked).rejects.toThrow(words) : expect(looked).resolves.toBeUndefined());
});
