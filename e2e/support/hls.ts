import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {readPlaylist} from '../transcode/playlist.ts';
import type {Gateway} from './gateway.ts';
import {fetchFile} from './server-files.ts';

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
