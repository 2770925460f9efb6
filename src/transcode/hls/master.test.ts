import {expect, test} from 'vitest';
import {bitRate, peakBitRate, writeMaster} from './master.ts';

const segment = (seconds: number, bytes: number) => ({seconds, bytes, offset: 0});

test('a master playlist says of each stream what a player needs to choose', () => {
  const text = writeMaster([
    {
      playlistName: 'a film-1080p.m3u8',
      segments: [segment(6, 600_000), segment(6, 900_000), segment(3, 150_000)],
      targetSeconds: 6,
      width: 1920,
      height: 1080,
      codecs: ['avc1.640028', 'mp4a.40.2'],
      frameRate: 30_000 / 1001,
    },
    {
      playlistName: 'a film-720p.m3u8',
      segments: [segment(6, 300_000), segment(6, 300_000), segment(3, 150_000)],
      targetSeconds: 6,
      width: 1280,
      height: 720,
      codecs: ['avc1.4d001f'],
      frameRate: undefined,
    },
  ]);

  expect(text.split('\n')).toEqual([
    '#EXTM3U',
    '#EXT-X-VERSION:4',
    '#EXT-X-STREAM-INF:BANDWIDTH=1200000,AVERAGE-BANDWIDTH=880000,RESOLUTION=1920x1080,CODECS="avc1.640028,mp4a.40.2",FRAME-RATE=29.970',
    'a%20film-1080p.m3u8',
    '#EXT-X-STREAM-INF:BANDWIDTH=400000,AVERAGE-BANDWIDTH=400000,RESOLUTION=1280x720,CODECS="avc1.4d001f"',
    'a%20film-720p.m3u8',
    '',
  ]);
});

test('the peak is that of segments which are together about as long as the target', () => {
  // A last segment of 0.1 s is too short to count alone: with its neighbour it is 6.1 s.
  expect(peakBitRate([segment(6, 60_000), segment(0.1, 61_000)], 6)).toBeCloseTo((121_000 * 8) / 6.1);
  // Two of 2 s are long enough together, one of them alone is not.
  expect(peakBitRate([segment(2, 1000), segment(2, 3000), segment(2, 2000)], 6)).toBeCloseTo((5000 * 8) / 4);
});

test('a film shorter than half a target has its own bit rate', () => {
  expect(peakBitRate([segment(0.04, 188)], 1)).toBeCloseTo((188 * 8) / 0.04);
  expect(bitRate([])).toBe(0);
});
