import {expect} from '@playwright/test';

interface Segment {
  readonly seconds: number;
  readonly start: number;
  readonly length: number;
}

export interface Playlist {
  readonly targetSeconds: number;
  readonly segments: readonly Segment[];
  /** The one file that all segments lie in. */
  readonly uri: string;
}

/** Reads a playlist by the letter of RFC 8216, not by our own code. */
export function readPlaylist(text: string): Playlist {
  const lines = text.trim().split(/\r?\n/);
  expect(lines[0]).toBe('#EXTM3U');
  expect(lines).toContain('#EXT-X-PLAYLIST-TYPE:VOD');
  expect(lines.at(-1)).toBe('#EXT-X-ENDLIST');
  const seconds = lines.flatMap((line) => /^#EXTINF:([\d.]+),/.exec(line)?.[1] ?? []).map(Number);
  const ranges = lines.flatMap((line) => /^#EXT-X-BYTERANGE:(\d+@\d+)$/.exec(line)?.[1] ?? []);
  const uris = new Set(lines.filter((line) => !line.startsWith('#') && line !== ''));
  expect(uris.size, 'one .ts').toBe(1);
  expect(ranges).toHaveLength(seconds.length);
  const [uri = ''] = uris;
  const targetSeconds = Number(/^#EXT-X-TARGETDURATION:(\d+)$/m.exec(text)?.[1]);
  const segments = ranges.map((range, index) => {
    const [length = NaN, start = NaN] = range.split('@').map(Number);
    return {seconds: seconds[index] ?? NaN, start, length};
  });
  return {targetSeconds, segments, uri};
}
