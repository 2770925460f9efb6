import fc from 'fast-check';
import {expect, test} from 'vitest';
import {endOf} from '../hls/playlist.ts';
import {ADTS_BYTES, writeAdtsHeader} from '../ts/aac.ts';
import {MemoryFile} from '../testing/memory-file.ts';
import {PesReader} from '../ts/pes-reader.ts';
import type {Packet} from './packet-source.ts';
import {
  JoinError,
  startSecondsOf,
  StreamWriter,
  type StreamState,
  type StreamTracks,
  type Track,
} from './stream-writer.ts';

const FRAME_SECONDS = 1024 / 48_000;

type Film = Readonly<Record<Track, readonly Packet[]>>;

/** In decode order: a key frame every two seconds, otherwise P2 B1 P4 B3…, of sizes that fill packets in many ways. */
function film(pictures: number, sounds: number, soundFrom = 0, step = 0.04): Film {
  const video = Array.from({length: pictures}, (_, index): Packet => {
    const inGroup = index % 50;
    const shown = inGroup === 0 ? index : index + (inGroup % 2 === 1 ? 1 : -1);
    const type = inGroup === 0 ? 'key' : 'delta';
    const unit = [0, 0, 0, 1, type === 'key' ? 5 : 1, ...Array.from({length: (index * 37) % 700}, () => 0xab)];
    return packet(Uint8Array.from(unit), (inGroup === 49 ? index : shown) * step, step, type);
  });
  const audio = Array.from({length: sounds}, (_, index) =>
    packet(adts(1 + ((index * 13) % 300)), soundFrom + index * FRAME_SECONDS, FRAME_SECONDS, 'key'),
  );
  return {video, audio};
}

function packet(data: Uint8Array, timestamp: number, duration: number, type: Packet['type']): Packet {
  return {data, byteLength: data.length, timestamp, duration, type};
}

function adts(size: number): Uint8Array {
  const frame = new Uint8Array(ADTS_BYTES + size).fill(0xcd);
  writeAdtsHeader({objectType: 2, rateIndex: 3, channels: 2}, size, frame, 0);
  return frame;
}

const tracksOf = ({video, audio}: Film): StreamTracks => ({
  video: video.length > 0 ? {record: undefined, order: {depth: 1, first: 0, step: 3600}} : undefined,
  audio: audio.length > 0 ? {record: undefined} : undefined,
});

function write(writer: StreamWriter, {video, audio}: Film): ReturnType<StreamWriter['finish']> {
  const left = {video: [...video], audio: [...audio]};
  for (let track = writer.wants; track !== undefined; track = writer.wants) writer.give(track, left[track].shift());
  return writer.finish();
}

/** The packets that come from where an earlier writer has stopped. */
function rest(whole: Film, {video, audio}: StreamState): Film {
  const from = (packets: readonly Packet[], at: number | undefined) =>
    at === undefined ? [] : packets.slice(packets.findIndex(({timestamp}) => timestamp === at));
  return {video: from(whole.video, video?.nextAt), audio: from(whole.audio, audio?.nextAt)};
}

test('X1: a film that was stopped after any segment goes on to the very same bytes', () => {
  const films = fc.record({
    pictures: fc.nat(900),
    sounds: fc.nat(1200),
    soundFrom: fc.double({min: 0, max: 3, noNaN: true}),
  });
  fc.assert(
    fc.property(films, ({pictures, sounds, soundFrom}) => {
      const whole = film(pictures, sounds, soundFrom);
      const file = new MemoryFile();
      const states: StreamState[] = [];
      const segments = write(
        new StreamWriter(file, tracksOf(whole), (state) => {
          states.push(JSON.parse(JSON.stringify(state)) as StreamState); // as the journal keeps it
        }),
        whole,
      );

      for (const state of states) {
        const again = new MemoryFile(file.bytes.slice(0, endOf(state.segments)));
        const left = rest(whole, state);
        const after = write(new StreamWriter(again, tracksOf(whole), undefined, state), left);

        expect(after).toEqual(segments);
        expect(Buffer.compare(again.bytes, file.bytes)).toBe(0);
      }
    }),
    {numRuns: 30},
  );
});

test('a segment has the sound of its own pictures, however slowly these follow one another', () => {
  const slow = film(150, 7030, 0, 1);
  const file = new MemoryFile();
  const segments = write(new StreamWriter(file, tracksOf(slow)), slow);

  expect(segments.map(({seconds}) => seconds)).toEqual([50, 50, 50]);
  for (const {offset, bytes} of segments) {
    const starts: Record<Track, number[]> = {video: [], audio: []};
    const reader = new PesReader((track, {presentAt}) => starts[track].push(presentAt));
    reader.push(file.bytes.subarray(offset, offset + bytes));
    reader.finish();
    expect(Math.abs(Math.min(...starts.audio) - Math.min(...starts.video))).toBeLessThan(FRAME_SECONDS * 90_000);
  }
});

test('a film begins at time 0, however much an edit list hides before it', () => {
  const {video, audio} = film(100, 100, -1);
  const hidden = video.map((picture) => ({...picture, timestamp: picture.timestamp - 1.32}));
  const tracks = tracksOf({video, audio});
  const order = {depth: 1, first: Math.round(-1.32 * 90_000), step: 3600};
  const writer = new StreamWriter(new MemoryFile(), {...tracks, video: {record: undefined, order}});

  write(writer, {video: hidden, audio});

  expect(startSecondsOf(writer.timeline)).toBe(1.32);
});

test('a film that begins late is shown from its first packet on', () => {
  const writer = new StreamWriter(new MemoryFile(), tracksOf(film(0, 100, 3)));

  write(writer, film(0, 100, 3));

  expect(startSecondsOf(writer.timeline)).toBe(0);
});

test('what begins at another place is not joined', () => {
  const whole = film(400, 700);
  const file = new MemoryFile();
  let state: StreamState | undefined;
  write(new StreamWriter(file, tracksOf(whole), (reached) => (state = reached)), whole);
  if (!state) throw new Error('The film has too few segments.');
  const left = rest(whole, state);
  const later: readonly [string, Film][] = [
    ['pictures', {...left, video: left.video.slice(50)}],
    ['a picture that is no key frame', {...left, video: left.video.map((each) => ({...each, type: 'delta'}))}],
    ['sound', {...left, audio: left.audio.slice(1)}],
    ['nothing', {...left, audio: []}],
  ];

  for (const [what, film] of later) {
    const writer = new StreamWriter(new MemoryFile(), tracksOf(whole), undefined, state);
    expect(() => write(writer, film), what).toThrow(JoinError);
  }
});

test('a track that was said to have a hole takes what comes after it', () => {
  const {video, audio} = film(100, 20, 3);
  const writer = new StreamWriter(new MemoryFile(), tracksOf({video, audio}));
  writer.give('audio', undefined);
  for (const picture of video.slice(0, 80)) writer.give('video', picture);

  expect(writer.takes('audio')).toBe(true);
  write(writer, {video: video.slice(80), audio: []});
  for (const sound of audio) writer.give('audio', sound);

  expect(writer.frames).toEqual({video: 100, audio: 20});
});
