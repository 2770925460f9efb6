import {mkdir, mkdtemp, readFile, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {expect} from '@playwright/test';
import {decodeComplaints, probe, startsWithKeyFrame} from '../transcode/media.ts';
import type {Gateway} from './gateway.ts';
import {fetchFile} from './server-files.ts';

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

/** Fetches a rendition that the gateway keeps into a folder. @returns The playlist's path. */
export async function fetchRendition(gateway: Gateway, playlistUrl: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'carryon-rendition-'));
  const text = await (await fetchFile(gateway, playlistUrl)).text();
  const {uri} = readPlaylist(text);
  const base = new URL(playlistUrl, `${gateway.url}/`);
  const segments = await fetchFile(gateway, new URL(uri, base).href);
  await writeFile(join(folder, basename(uri)), new Uint8Array(await segments.arrayBuffer()));
  const path = join(folder, 'playlist.m3u8');
  await writeFile(path, text.replaceAll(uri, basename(uri)));
  return path;
}

/** Holds a rendition against its source: nothing lost, and a playlist as SPEC F12 wants it. */
export async function checkRendition(playlistPath: string, sourcePath: string): Promise<void> {
  const [source, made] = [probe(sourcePath), probe(playlistPath)];
  expect(made.video?.codec).toBe('h264');
  expect(made.video?.frames).toBe(source.video?.frames);
  expect(made.audio?.codec).toBe(source.audio && 'aac');
  expect(Math.abs((made.audio?.seconds ?? 0) - (source.audio?.seconds ?? 0))).toBeLessThan(0.15);
  expect(decodeComplaints(playlistPath)).toBe('');

  const {segments, targetSeconds, uri} = readPlaylist(await readFile(playlistPath, 'utf8'));
  const bytes = await readFile(join(playlistPath, '..', uri));
  const parts = join(playlistPath, '..', 'parts');
  await mkdir(parts);
  let end = 0;
  for (const [index, {seconds, start, length}] of segments.entries()) {
    expect(start, 'ranges follow each other').toBe(end);
    end = start + length;
    expect(Math.round(seconds)).toBeLessThanOrEqual(targetSeconds);
    const part = join(parts, `${index}.ts`);
    await writeFile(part, bytes.subarray(start, end));
    expect(startsWithKeyFrame(part), `segment ${index} starts with a key frame`).toBe(true);
  }
  expect(end, 'ranges cover the file').toBe(bytes.length);
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
