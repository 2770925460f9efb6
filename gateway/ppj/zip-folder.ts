import {createReadStream} from 'node:fs';
import {open, readdir, rename, rm, stat} from 'node:fs/promises';
import {dirname, extname, join, relative, sep} from 'node:path';
import {Readable} from 'node:stream';
import {ZipWriter} from '@zip.js/zip.js';
import {createCRC32} from 'hash-wasm';
import {newId, syncFolder} from '../durable.ts';

/** What gets smaller; all else is compressed already. */
const deflated = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt']);

/**
 * Packs a folder into a zip: `index.html` first, the others by name, all with paths relative to the folder. The zip is
 * there whole or not at all, and on the disk when the promise settles. Memory does not grow with the files.
 *
 * @throws The signal's reason when it is aborted.
 */
export async function zipFolder(folder: string, zipPath: string, signal: AbortSignal): Promise<void> {
  const draft = `${zipPath}.${newId()}.new`;
  const zip = await open(draft, 'wx', 0o600);
  try {
    const writer = new ZipWriter(new WritableStream<Uint8Array>({write: (bytes) => zip.writeFile(bytes)}), {
      useWebWorkers: false,
    });
    for (const path of await pathsIn(folder)) {
      signal.throwIfAborted();
      const file = join(folder, path);
      const {size} = await stat(file);
      const options = deflated.has(extname(file)) ? {} : await stored(file, size, signal);
      // Not aborted by the signal itself: nobody may be listening yet, or any more, when it fails for that.
      const source = createReadStream(file);
      try {
        const readable = Readable.toWeb(source);
        await writer.add(path.replaceAll(sep, '/'), {readable, size}, {...options, signal});
      } finally {
        source.destroy();
      }
    }
    await writer.close();
    await zip.sync();
    await zip.close();
    await rename(draft, zipPath);
    await syncFolder(dirname(zipPath));
  } catch (error) {
    await zip.close();
    await rm(draft, {force: true});
    signal.throwIfAborted();
    throw error;
  }
}

async function pathsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const rank = (path: string) => (path === 'index.html' ? 0 : 1);
  return paths.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** A stored entry's header holds its length and checksum: readers that take a zip from its start need them there. */
async function stored(file: string, size: number, signal: AbortSignal) {
  const crc32 = await createCRC32();
  for await (const bytes of createReadStream(file, {signal})) crc32.update(bytes as Buffer);
  return {passThrough: true, compressionMethod: 0, uncompressedSize: size, crc32: parseInt(crc32.digest(), 16)};
}
