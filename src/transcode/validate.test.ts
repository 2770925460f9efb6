import {expect, test} from 'vitest';
import type {Playlist} from './hls/playlist.ts';
import type {StreamFindings} from './ts/scanner.ts';
import {measureSegments} from './ts/scan-file.ts';
import {playlistFaults, switchFaults, trackFaults} from './validate.ts';
import type {Claim} from './way.ts';

const playlist: Playlist = {
  targetSeconds: 6,
  segmentsName: 'film.ts',
  segments: [
    {seconds: 6, bytes: 1880, offset: 0},
    {seconds: 4, bytes: 188, offset: 1880},
  ],
  isEnded: true,
};

const found: StreamFindings = {
  hasVideo: true,
  hasAudio: true,
  videoFrames: 250,
  videoSeconds: 9.96,
  frameRate: 25,
  audioFrames: 430,
  audioSeconds: 9.98,
  segmentStarts: [1.4, 7.4],
  start: 1.38,
  end: 11.4,
  faults: [],
};

const claim: Claim = {seconds: 10, hasVideo: true, hasAudio: true, videoFrames: 250, audioFrames: 430};

test('a good rendition has no faults', () => {
  expect(playlistFaults(playlist, 'film.ts', 2068)).toEqual([]);
  expect(trackFaults(found, claim, 10)).toEqual([]);
});

// prettier-ignore
test.each([
  [{isEnded: false},                                               /no end/],
  [{segmentsName: 'other.ts'},                                     /another file/],
  [{targetSeconds: 5},                                             /longer than the target/],
  [{segments: [{seconds: 6, bytes: 1880, offset: 188}]},           /gaps/],
  [{segments: [{seconds: 6, bytes: 1880, offset: 0}]},             /do not cover/],
  [{segments: [{seconds: 6, bytes: 2068, offset: 0}, {seconds: 0, bytes: 0, offset: 2068}]}, /whole packets/],
])('a playlist with %j is refused', (change, words) => {
  expect(playlistFaults({...playlist, ...change}, 'film.ts', 2068).join()).toMatch(words);
});

// prettier-ignore
test.each([
  [{hasAudio: false},      /audio was lost/],
  [{hasVideo: false},      /video was lost/],
  [{videoFrames: 249},     /pictures were lost/],
  [{audioFrames: 429},     /sound was lost/],
  [{videoSeconds: 12},     /shorter than its pictures/],
  [{audioSeconds: 12},     /shorter than its sound/],
])('a stream with %j is refused', (change, words) => {
  expect(trackFaults({...found, ...change}, claim, 10).join()).toMatch(words);
});

test('a film without sound may have none', () => {
  const silent = {...found, hasAudio: false, audioFrames: 0, audioSeconds: 0};

  expect(trackFaults(silent, {...claim, hasAudio: false, audioFrames: undefined}, 10)).toEqual([]);
});

test('sizes that begin their segments together are good to switch between', () => {
  const one = {playlist, seconds: 10, findings: found};
  const moved = {...found, segmentStarts: [1.4, 7.36]};
  const shorter = {...playlist, segments: playlist.segments.slice(1)};

  expect(switchFaults(one, {...one, seconds: 10.04})).toEqual([]);
  expect(switchFaults(one, {...one, seconds: 10.4}).join()).toMatch(/longer/);
  expect(switchFaults(one, {...one, findings: moved}).join()).toMatch(/different times/);
  expect(switchFaults(one, {...one, findings: {...found, audioFrames: 431}}).join()).toMatch(/more sound/);
  expect(switchFaults(one, {...one, playlist: shorter}).join()).toMatch(/more segments/);
});

test('segments are measured from start to start, the ends by whatever comes first and last', () => {
  const segments = measureSegments(playlist.segments, found);

  expect(segments.map(({seconds}) => seconds)).toEqual([expect.closeTo(6.02), expect.closeTo(4)]);
});
