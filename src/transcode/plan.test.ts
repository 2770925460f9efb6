import {expect, test} from 'vitest';
import type {AudioFacts, MediaFacts, VideoFacts} from './media-facts.ts';
import {plan} from './plan.ts';

const h264: VideoFacts = {codec: 'avc', parameters: 'avc1.64001f', rotation: 0, isMirrored: false};
const aac: AudioFacts = {codec: 'aac', fitsAdts: true};

// prettier-ignore
const films: readonly [string, VideoFacts | undefined, AudioFacts | undefined, first: string][] = [
  ['H.264 and AAC',                 h264,                                          aac,                                'repackage'],
  ['H.264 alone',                   h264,                                          undefined,                          'repackage'],
  ['AAC alone',                     undefined,                                     aac,                                'repackage'],
  ['Baseline',                      {...h264, parameters: 'avc1.42C01E'},          aac,                                'repackage'],
  ['parameter sets in the stream',  {...h264, parameters: 'avc3.4d0028'},          aac,                                'repackage'],
  ['10 bits',                       {...h264, parameters: 'avc1.6e001f'},          aac,                                'encode'],
  ['4:4:4',                         {...h264, parameters: 'avc1.f4001f'},          aac,                                'encode'],
  ['an unknown profile',            {...h264, parameters: undefined},              aac,                                'encode'],
  ['a turned phone',                {...h264, rotation: 90},                       aac,                                'encode'],
  ['a mirrored picture',            {...h264, isMirrored: true},                   aac,                                'encode'],
  ['HEVC',                          {...h264, codec: 'hevc', parameters: 'hvc1'},  aac,                                'encode'],
  ['an unknown codec',              {...h264, codec: undefined},                   aac,                                'encode'],
  ['MP3',                           h264,                                          {codec: 'mp3', fitsAdts: false},    'encode'],
  ['xHE-AAC',                       h264,                                          {codec: 'aac', fitsAdts: false},    'encode'],
  ['no track at all',               undefined,                                     undefined,                          'encode'],
];

test.each(films)('%s goes the way that is right for it', (_name, video, audio, first) => {
  const facts: MediaFacts = {kind: 'known', seconds: 60, video, audio};

  const open = plan(facts).filter(({refusal}) => refusal === undefined);

  expect(open[0]?.way).toBe(first);
  expect(open.at(-1)?.way).toBe('encode');
});

test('a container nobody knows is left to ffmpeg, with the reason', () => {
  const [repackage, encode] = plan({kind: 'unknown'});

  expect(repackage?.refusal).toMatch(/container/);
  expect(encode).toEqual({way: 'encode', refusal: undefined});
});

test('Q3: a way that has ended the browser is passed over; the last one stays', () => {
  const facts: MediaFacts = {kind: 'known', seconds: 60, video: h264, audio: aac};

  expect(plan(facts, ['repackage']).map(({refusal}) => refusal === undefined)).toEqual([false, true]);
  expect(plan(facts, ['repackage', 'encode']).map(({refusal}) => refusal === undefined)).toEqual([false, true]);
});
