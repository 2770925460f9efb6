import {expect, test} from 'vitest';
import {ADTS_BYTES, writeAdtsHeader} from '../ts/aac.ts';
import {TsScanner} from '../ts/scanner.ts';
import {MemoryFile} from '../testing/memory-file.ts';
import {readCodecs} from '../ts/stream-codecs.ts';
import {InStep} from './in-step.ts';
import type {Packet, PacketSource} from './packet-source.ts';
import {shareSource} from './shared-source.ts';
import {StreamSound} from './stream-sound.ts';
import {cutsOf, StreamWriter, type StreamState} from './stream-writer.ts';

const FRAME_SECONDS = 1024 / 48_000;
/** SPS of High at 3.1, PPS. */
const parameterSets = [0, 0, 0, 1, 0x67, 0x64, 0x00, 0x1f, 0xac, 0, 0, 0, 1, 0x68, 0xee, 0x3c];
const order = {depth: 0, first: 0, step: 3600};

/** 25 pictures a second, with key frames where they are wanted. */
function pictures(count: number, isKey: (index: number) => boolean): readonly Packet[] {
  return Array.from({length: count}, (_, index) => {
    const type = isKey(index) ? 'key' : 'delta';
    const sets = type === 'key' ? parameterSets : [];
    return packet([...sets, 0, 0, 0, 1, type === 'key' ? 0x65 : 0x41, 0xab, index & 0x7f], index / 25, 1 / 25, type);
  });
}

function sounds(count: number): readonly Packet[] {
  return Array.from({length: count}, (_, index) => {
    const frame = new Uint8Array(ADTS_BYTES + 50 + (index % 90)).fill(0xcd);
    writeAdtsHeader({objectType: 2, rateIndex: 3, channels: 2}, frame.length - ADTS_BYTES, frame, 0);
    return packet([...frame], index * FRAME_SECONDS, FRAME_SECONDS, 'key');
  });
}

function packet(bytes: readonly number[], timestamp: number, duration: number, type: Packet['type']): Packet {
  const data = Uint8Array.from(bytes);
  return {data, byteLength: data.length, timestamp, duration, type};
}

function write(writer: StreamWriter, video: readonly Packet[], audio: readonly Packet[]) {
  const left = {video: [...video], audio: [...audio]};
  for (let track = writer.wants; track !== undefined; track = writer.wants) writer.give(track, left[track].shift());
  return writer.finish();
}

const tracks = {video: {record: undefined, order}, audio: {record: undefined}};

/** 20 s with key frames where a camera puts them. */
function madeTop() {
  const file = new MemoryFile();
  const writer = new StreamWriter(file, tracks);
  const segments = write(writer, pictures(500, (index) => index % 73 === 0), sounds(900)); // prettier-ignore
  return {file, segments, timeline: writer.timeline};
}

test('a stream that is to be like another one is cut where that one is, and has its clock', () => {
  const top = madeTop();
  const cuts = cutsOf(top.timeline, top.segments).map((ticks) => Math.round(((ticks - top.timeline.shift) / 90_000) * 25)); // prettier-ignore
  const file = new MemoryFile();
  // It has more key frames, and has to wait longer for its pictures.
  const deep = {...tracks, video: {record: undefined, order: {...order, depth: 2}}};
  const writer = new StreamWriter(file, deep, undefined, undefined, {...top.timeline, segments: top.segments});

  const segments = write(writer, pictures(500, (index) => index % 50 === 0 || cuts.includes(index)), sounds(900)); // prettier-ignore

  expect(segments.map(({seconds}) => seconds)).toEqual(top.segments.map(({seconds}) => seconds));
  expect(found(file, segments)).toMatchObject({segmentStarts: found(top.file, top.segments).segmentStarts, faults: []});
});

test('the sound of a stream can be read again, from its beginning or from a segment', () => {
  const {file, segments, timeline} = madeTop();
  const wanted = sounds(900);

  const sound = new StreamSound(file, timeline.shift);
  const read = wanted.map(() => sound.read());
  expect(sound.read()).toBeUndefined();
  read.forEach((packet, index) => {
    expect(packet?.timestamp).toBeCloseTo(wanted[index]?.timestamp ?? -1, 4);
    expect(packet?.data).toEqual(wanted[index]?.data);
  });

  const later = new StreamSound(file, timeline.shift, segments[2]).read();
  const start = (segments[0]?.seconds ?? 0) + (segments[1]?.seconds ?? 0);
  expect(Math.abs((later?.timestamp ?? 0) - start)).toBeLessThan(0.5);
});

test('what a stream is encoded in is read out of it', () => {
  expect(readCodecs(madeTop().file)).toEqual(['avc1.64001f', 'mp4a.40.2']);
});

test('a track is given to several streams, to each from where it goes on', async () => {
  const all = sounds(10);
  let at = 0;
  const source: PacketSource = {
    record: () => Promise.resolve(undefined),
    next: () => Promise.resolve(all[at++]),
  };
  const [whole, rest] = shareSource(source, [undefined, all[4]?.timestamp]);

  const taken: (Packet | undefined)[] = [];
  for (let index = 0; index < 6; index += 1) taken.push(await rest?.next());
  expect(taken).toEqual(all.slice(4));
  expect(await rest?.next()).toBeUndefined();
  for (const packet of all) expect(await whole?.next()).toBe(packet);
  expect(await whole?.next()).toBeUndefined();
});

test('how far several streams are is noted when all have ended the same segment', () => {
  const state = (count: number) => ({startedAt: count}) as StreamState; // nothing else of it is looked at
  const noted: number[][] = [];
  const inStep = new InStep(2, (states) => noted.push(states.map(({startedAt}) => startedAt)));
  const [one, other] = [inStep.takeFrom(0), inStep.takeFrom(1)];

  one(state(1));
  one(state(2));
  expect(noted).toEqual([]);
  other(state(1));
  expect(noted).toEqual([[1, 1]]);
  other(state(2));
  expect(noted).toEqual([[1, 1], [2, 2]]); // prettier-ignore
});

function found(file: MemoryFile, segments: ReturnType<StreamWriter['finish']>) {
  const scanner = new TsScanner();
  for (const {offset, bytes} of segments) {
    scanner.startSegment();
    scanner.push(file.bytes.subarray(offset, offset + bytes));
  }
  return scanner.finish();
}
