import {createHash, randomBytes} from 'node:crypto';
import {createReadStream, existsSync} from 'node:fs';
import {mkdir, open, rename, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {makeMedia, type Medium} from '../transcode/media.ts';

const folder = join(import.meta.dirname, '..', '..', '.cache', 'media');

/** A small film or sound, made by ffmpeg once and kept. @returns Its path. */
export async function sampleMedia(name: Medium): Promise<string> {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const scratch = join(folder, `making-${process.pid}`);
  await mkdir(scratch, {recursive: true});
  // Moved when it is whole: two workers may make it at the same time.
  await rename(makeMedia(scratch, name), path);
  return path;
}

/** A file of random bytes, made once and kept. @returns Its path. */
export async function randomFile(name: string, size: number): Promise<string> {
  const path = join(folder, name);
  if (existsSync(path) && (await stat(path)).size === size) return path;
  await mkdir(folder, {recursive: true});
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, 'w');
  for (let left = size; left > 0; left -= 1 << 22) await file.write(randomBytes(Math.min(left, 1 << 22)));
  await file.close();
  await rename(draft, path);
  return path;
}

/** SHA-256 of a file, in hex. */
export async function sha256OfFile(path: string): Promise<string> {
  return sha256(createReadStream(path));
}

/** SHA-256 of bytes as they come, in hex. */
export async function sha256(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
