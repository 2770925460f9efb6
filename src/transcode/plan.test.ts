import {expect, test} from 'vitest';
import type {Avoided} from './protocol.ts';
import type {AudioFacts, MediaFacts, VideoFacts} from './media-facts.ts';
import {copiesPictures, plan, planSmaller, tracksToEncode} from './plan.ts';

const h264: VideoFacts = {
  codec: 'avc',
  parameters: 'avc1.64001f',
  rotation: 0,
  isMirrored: false,
  isStretched: false,
  isHdr: false,
  canReencode: true,
};
const aac: AudioFacts = {codec: 'aac', fitsAdts: true, canReencode: true};

// prettier-ignore
const films: readonly [string, VideoFacts | undefined, AudioFacts | undefined, first: string][] = [
  ['H.264 and AAC',                 h264,                                          aac,                                'repackage'],
  ['H.264 alone',                   h264,                                          undefined,                          'repackage'],
  ['AAC alone',                     undefined,                                     aac,                                'repackage'],
  ['Baseline',                      {...h264, parameters: 'avc1.42C01E'},          aac,                                'repackage'],
  ['parameter sets in the stream',  {...h264, parameters: 'avc3.4d0028'},          aac,                                'repackage'],
  ['10 bits',                       {...h264, parameters: 'avc1.6e001f'},          aac,                                'webcodecs'],
  ['4:4:4',                         {...h264, parameters: 'avc1.f4001f'},          aac,                                'webcodecs'],
  ['an unknown profile',            {...h264, parameters: undefined},              aac,                                'webcodecs'],
  ['a turned phone',                {...h264, rotation: 90},                       aac,                                'webcodecs'],
  ['a mirrored picture',            {...h264, isMirrored: true},                   aac,                                'webcodecs'],
  ['a stretched picture',           {...h264, isStretched: true},                  aac,                                'webcodecs'],
  ['VP9',                           {...h264, codec: 'vp9', parameters: 'vp09'},   {...aac, codec: 'opus'},            'webcodecs'],
  ['HDR',                           {...h264, codec: 'vp9', isHdr: true},          aac,                                'encode'],
  ['HEVC that is not decoded here', {...h264, codec: 'hevc', canReencode: false},  aac,                                'encode'],
  ['an unknown codec',              {...h264, codec: undefined, canReencode: false}, aac,                              'encode'],
  ['MP3',                           h264,                                          {...aac, codec: 'mp3'},             'webcodecs'],
  ['MP3, H.264 not encoded here',   {...h264, canReencode: false},                 {...aac, codec: 'mp3'},             'webcodecs'],
  ['AC-3 that is not decoded here', h264,                                          {...aac, codec: 'ac3', canReencode: false}, 'encode-sound'],
  ['xHE-AAC',                       h264,                                          {...aac, fitsAdts: false},          'webcodecs'],
  ['no track at all',               undefined,                                     undefined,                          'encode'],
];

test.each(films)('%s goes the way that is right for it', (_name, video, audio, first) => {
  const facts: MediaFacts = {kind: 'known', seconds: 60, video, audio};

  const open = plan(facts, {threads: false}).filter(({refusal}) => refusal === undefined);

  expect(open[0]?.way).toBe(first);
  expect(open.at(-1)?.way).toBe('encode');
});

test('only what does not fit is encoded anew; all of it, when a copy of all of it has failed', () => {
  const film = (video: VideoFacts, audio: AudioFacts): MediaFacts => ({kind: 'known', seconds: 60, video, audio});

  expect(tracksToEncode(film(h264, {...aac, codec: 'mp3'}))).toEqual({video: false, audio: true});
  expect(tracksToEncode(film({...h264, codec: 'vp9'}, aac))).toEqual({video: true, audio: false});
  expect(tracksToEncode(film(h264, aac))).toEqual({video: true, audio: true});
});

test('a container nobody knows is left to ffmpeg, with the reason', () => {
  const [repackage, webcodecs, sound, threads, encode] = plan({kind: 'unknown'}, {threads: false});

  expect(repackage?.refusal).toBe('container');
  expect(webcodecs?.refusal).toBe('container');
  expect(sound?.refusal).toBe('more-than-sound');
  expect(threads?.refusal).toBe('no-threads');
  expect(encode).toEqual({way: 'encode', refusal: undefined});
});

test('Q3: a way that has ended the browser or stood still is passed over; the last one stays', () => {
  const facts: MediaFacts = {kind: 'known', seconds: 60, video: h264, audio: aac};

  const open = (avoid: Avoided) =>
    plan(facts, {threads: true}, avoid).flatMap(({way, refusal}) => (refusal === undefined ? [way] : []));

  expect(open({repackage: 'died'})).toEqual(['webcodecs', 'encode-threads', 'encode']);
  expect(open({repackage: 'died', webcodecs: 'stood-still', 'encode-threads': 'died', encode: 'died'})).toEqual([
    'encode',
  ]);
});

test('smaller sizes are encoded, by whoever can encode the pictures', () => {
  const open = (video: VideoFacts, audio: AudioFacts, avoid?: Avoided) =>
    planSmaller({kind: 'known', seconds: 60, video, audio}, {threads: false}, avoid).flatMap(({way, refusal}) =>
      refusal === undefined ? [way] : [],
    );

  expect(open(h264, aac)).toEqual(['webcodecs', 'encode']);
  expect(open(h264, {...aac, codec: 'ac3', canReencode: false})).toEqual(['webcodecs', 'encode']);
  expect(open({...h264, canReencode: false}, aac)).toEqual(['encode']);
  expect(open(h264, aac, {webcodecs: 'died'})).toEqual(['encode']);
});

test('pictures that can be copied are, whatever the sound', () => {
  const film = (video: VideoFacts): MediaFacts => ({kind: 'known', seconds: 60, video, audio: {...aac, codec: 'mp3'}});

  expect(copiesPictures(film(h264))).toBe(true);
  expect(copiesPictures(film({...h264, rotation: 90}))).toBe(false);
  expect(copiesPictures({kind: 'unknown'})).toBe(false);
});
