import {createHash, randomBytes} from 'node:crypto';
import {createReadStream, existsSync} from 'node:fs';
import {mkdir, open, rename, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {makeMedia, type Medium} from '../transcode/media.ts';
import {ffmpeg, words} from '../transcode/native.ts';

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

/** A film of H.264 and AAC, 2 s and 89 MB at a time, made once and kept. @returns Its path. */
export async function largeFilm(times: number): Promise<string> {
  const path = join(folder, `large-${String(times)}.mp4`);
  if (existsSync(path)) return path;
  const scratch = join(folder, `making-large-${process.pid}`);
  await mkdir(scratch, {recursive: true});
  const [once, draft] = [join(scratch, 'once.mp4'), join(scratch, 'large.mp4')];
  const picture = '-f lavfi -i testsrc2=s=1280x720:r=25:d=2,noise=alls=90:allf=t -f lavfi -i sine=d=2';
  ffmpeg([...words(`${picture} -c:v libx264 -preset ultrafast -qp 6 -g 50 -bf 0 -pix_fmt yuv420p -c:a aac`), once]);
  ffmpeg(['-stream_loop', String(times - 1), '-i', once, '-c', 'copy', draft]);
  await rename(draft, path);
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
