import {expect, test} from 'vitest';
import {readPlaylist, writePlaylist} from './playlist.ts';

const segments = [
  {seconds: 6.006, bytes: 1880, offset: 0},
  {seconds: 5.4, bytes: 376, offset: 1880},
];

test('what is written can be read again', () => {
  const playlist = readPlaylist(writePlaylist('a b.ts', segments));

  expect(playlist).toEqual({targetSeconds: 7, segmentsName: 'a b.ts', segments, isEnded: true});
});

test('a playlist is for a whole film, by byte ranges of one file', () => {
  const lines = writePlaylist('film.ts', segments).split('\n');

  expect(lines).toContain('#EXT-X-PLAYLIST-TYPE:VOD');
  expect(lines).toContain('#EXT-X-BYTERANGE:376@1880');
  expect(lines.filter((line) => line === 'film.ts')).toHaveLength(2);
  expect(lines.at(-2)).toBe('#EXT-X-ENDLIST');
});

test('players begin where the film begins', () => {
  expect(writePlaylist('film.ts', segments, 1.3)).toContain('\n#EXT-X-START:TIME-OFFSET=1.300000,PRECISE=YES\n');
  expect(writePlaylist('film.ts', segments, 0.05)).not.toContain('#EXT-X-START');
});

test('a film of one picture still has a target of a second', () => {
  expect(writePlaylist('film.ts', [{seconds: 0.04, bytes: 188, offset: 0}])).toContain('#EXT-X-TARGETDURATION:1');
});

test('a range without a place follows the one before', () => {
  const playlist = readPlaylist(
    '#EXTM3U\n#EXTINF:6,\n#EXT-X-BYTERANGE:188@0\na.ts\n#EXTINF:6,\n#EXT-X-BYTERANGE:376\na.ts\n',
  );

  expect(playlist.segments[1]).toEqual({seconds: 6, bytes: 376, offset: 188});
});

test.each([
  ['<html>', /begin/],
  ['#EXTM3U\n#EXT-X-ENDLIST\n', /no segments/],
  ['#EXTM3U\n#EXTINF:6,\na.ts\n', /byte range/],
  ['#EXTM3U\n#EXTINF:6,\n#EXT-X-BYTERANGE:x@0\na.ts\n', /cannot be read/],
  ['#EXTM3U\n#EXTINF:6,\n#EXT-X-BYTERANGE:1@0\na.ts\n#EXTINF:6,\n#EXT-X-BYTERANGE:1@1\nb.ts\n', /more than one/],
])('%j is refused with words', (text, words) => {
  expect(() => readPlaylist(text)).toThrow(words);
});
