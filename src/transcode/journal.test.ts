import {expect, test} from 'vitest';
import type {StreamState} from './copy/stream-writer.ts';
import {fits, Journal} from './journal.ts';
import {MemoryFile} from './testing/memory-file.ts';

const state = (segments: number): StreamState => ({
  segments: Array.from({length: segments}, (_, index) => ({seconds: 6, bytes: 188, offset: index * 188})),
  startedAt: 90_000 + segments * 540_000,
  order: {depth: 2, first: 0, step: 3600},
  shift: 97_200,
  muxer: {counters: [[256, 3]], clock: 45_000, lead: 0},
  video: undefined,
  audio: {nextAt: segments * 6, frames: segments, end: segments * 6, frameSeconds: 0.02},
});
const taken = {way: 'webcodecs', why: 'not-h264'} as const;
const of = {sourceBytes: 1000, taken, sizes: [], top: undefined};

test('the newest checkpoint is found again, however many were written', () => {
  const slots = [new MemoryFile(), new MemoryFile()];
  const journal = new Journal(slots);
  expect(journal.last).toBeUndefined();

  for (const count of [1, 2, 3]) journal.write({...of, states: [state(count)]}, slots[0] ?? new MemoryFile());

  expect(new Journal(slots).last).toMatchObject({taken, states: [JSON.parse(JSON.stringify(state(3)))]});
});

test('X1: whoever dies while a checkpoint is written leaves the one before', () => {
  const slots = [new MemoryFile(), new MemoryFile()];
  const journal = new Journal(slots);
  for (const count of [1, 2]) journal.write({...of, states: [state(count)]}, new MemoryFile());
  const newest = slots[0];
  if (!newest) return;

  for (let length = newest.bytes.length - 1; length >= 0; length -= 1) {
    const torn = new MemoryFile(newest.bytes.slice(0, length));
    expect(new Journal([torn, ...slots.slice(1)]).last?.states[0]?.segments).toHaveLength(1);
  }
});

test('a checkpoint is worth nothing without its segments, nor one of none, nor one of another film', () => {
  expect(fits({...of, states: [state(3)]}, 1000, [3 * 188])).toBe(true);
  expect(fits({...of, states: [state(3)]}, 1000, [4 * 188])).toBe(true);
  expect(fits({...of, states: [state(3)]}, 1000, [3 * 188 - 1])).toBe(false);
  expect(fits({...of, states: [state(0)]}, 1000, [188])).toBe(false);
  expect(fits({...of, states: [state(3)]}, 999, [3 * 188])).toBe(false);
});

test('of several sizes all must be there: the one that is made, and those in work', () => {
  const claim = {seconds: 18, hasVideo: true, hasAudio: true, videoFrames: 450, audioFrames: 844};
  const top = {way: 'repackage' as const, segments: state(3).segments, claim, timeline: {shift: 0, startsAt: 90_000}};
  const several = {...of, sizes: [{width: 1280, height: 720}, {width: 854, height: 480}], top}; // prettier-ignore

  expect(fits({...several, states: []}, 1000, [3 * 188])).toBe(true);
  expect(fits({...several, states: []}, 1000, [2 * 188])).toBe(false);
  expect(fits({...several, states: [state(2)]}, 1000, [3 * 188, 2 * 188])).toBe(true);
  expect(fits({...several, states: [state(2)]}, 1000, [3 * 188, 188])).toBe(false);
  expect(fits({...several, top: undefined, states: [state(2), state(2)]}, 1000, [3 * 188])).toBe(false);
});

test('what an older version has left is not gone on with', () => {
  const slot = new MemoryFile(
    new TextEncoder().encode(JSON.stringify({version: 0, count: 9, ...of, states: [state(2)]})),
  );

  expect(new Journal([slot, new MemoryFile()]).last).toBeUndefined();
});
