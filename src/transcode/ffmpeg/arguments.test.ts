import {expect, test} from 'vitest';
import {encodeRun, paths, type RunPlan} from './arguments.ts';

const plain: RunPlan = {pictures: {threads: 2, isHdr: false}, sizes: [], resume: undefined, keysAt: undefined};
const sizes = [{width: 1280, height: 720}, {width: 854, height: 480}]; // prettier-ignore

const after = (args: readonly string[], name: string) =>
  args.flatMap((arg, index) => (arg === name ? [args[index + 1]] : []));

test('one size is one output, with all that is in the film', () => {
  const {arguments: args} = encodeRun(plain);

  expect(after(args, '-map')).toEqual(['0:V:0?', '0:a:0?']);
  expect(args).not.toContain('-filter_complex');
  expect(args.at(-1)).toBe(paths.output(0));
});

test('several sizes come from one decoding and have one sound', () => {
  const {arguments: args} = encodeRun({...plain, sizes});

  const [graph = ''] = after(args, '-filter_complex');
  expect(graph).toMatch(/^\[0:V:0\].*split=2\[p0\]\[p1\];/);
  expect(graph).toMatch(/\[p0\]scale=1280:720,.*\[v0\];\[p1\]scale=854:480,.*\[v1\]$/);
  expect(after(args, '-map')).toEqual(['[v0]', '0:a:0?', '[v1]']);
  expect(args).toContain(paths.output(0));
  expect(args.at(-1)).toBe(paths.output(1));
});

test('beside a size that is there, only pictures are made, with its key frames, by the clock of the source', () => {
  const {arguments: args, baseSeconds} = encodeRun({...plain, sizes: sizes.slice(1), keysAt: [6.04, 12.08]});

  expect(after(args, '-map')).toEqual(['[v0]']);
  expect(after(args, '-force_key_frames')).toEqual(['6.038000,12.078000']);
  expect(args).toContain('-copyts');
  expect(baseSeconds).toBe(0);
});

test('what goes on asks for no key frame that it has had', () => {
  const video = {nextAt: 6.04, frames: 151, clock: {waiting: [], count: 151, last: 6}};
  const audio = {nextAt: 6.05, frames: 283, end: 6.05, frameSeconds: 0.0213};
  const resume = [
    {segments: [], startedAt: 0, order: undefined, shift: 0, muxer: {counters: [], clock: 0, lead: 0}, video, audio},
  ];

  const {arguments: args} = encodeRun({...plain, sizes: sizes.slice(1), resume, keysAt: [6.04, 12.08]});

  expect(after(args, '-force_key_frames')).toEqual(['12.078000']);
  expect(after(args, '-ss')).toEqual(['5.040000']);
  expect(after(args, '-filter_complex')[0]).toContain('trim=start=6.038000,');
});

test('after the last key frame that is wanted none is forced', () => {
  const {arguments: args} = encodeRun({...plain, sizes: sizes.slice(1), keysAt: []});

  expect(args).not.toContain('-force_key_frames');
});
