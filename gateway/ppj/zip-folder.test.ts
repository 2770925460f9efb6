import {randomBytes} from 'node:crypto';
import {mkdir, mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Uint8ArrayReader, Uint8ArrayWriter, ZipReader} from '@zip.js/zip.js';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {zipFolder} from './zip-folder.ts';

let folder = '';
let files = '';
const zip = () => join(folder, 'deck.zip');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carryon-zip-'));
  files = join(folder, 'files');
  await mkdir(join(files, 'slides'), {recursive: true});
});
afterEach(() => rm(folder, {recursive: true, force: true}));

test('the page comes first, text is deflated and images are stored, with their lengths before them', async () => {
  const image = randomBytes(300_000);
  await writeFile(join(files, 'deck.js'), 'a'.repeat(10_000));
  await writeFile(join(files, 'slides', '1.png'), image);
  await writeFile(join(files, 'index.html'), '<!doctype html>');

  await zipFolder(files, zip(), new AbortController().signal);

  const entries = await new ZipReader(new Uint8ArrayReader(await readFile(zip()))).getEntries();
  expect(entries.map((entry) => entry.filename)).toEqual(['index.html', 'deck.js', 'slides/1.png']);
  expect(entries.map((entry) => entry.compressionMethod)).toEqual([8, 8, 0]);
  const [, script, stored] = entries;
  expect(script?.compressedSize).toBeLessThan(200);
  expect(stored?.bitFlag?.dataDescriptor).toBe(false);
  if (stored === undefined || stored.directory) throw new Error('no image');
  expect(Buffer.from(await stored.getData(new Uint8ArrayWriter(), {checkSignature: true})).equals(image)).toBe(true);
});

test('a zip that is given up leaves nothing behind', async () => {
  await writeFile(join(files, 'index.html'), '<!doctype html>');
  const reason = new Error('enough');

  await expect(zipFolder(files, zip(), AbortSignal.abort(reason))).rejects.toBe(reason);

  expect(await readdir(folder)).toEqual(['files']);
});

test('one that is given up at any moment fails once, and leaves nothing behind', async () => {
  await writeFile(join(files, 'index.html'), '<!doctype html>');
  for (const name of ['1.png', '2.png']) await writeFile(join(files, 'slides', name), randomBytes(200_000));
  const reason = new Error('enough');
  for (let turns = 1; turns < 60; turns += 1) {
    const stop = new AbortController();
    const zipping = zipFolder(files, zip(), stop.signal).catch((error: unknown) => error);
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(reason);

    expect([undefined, reason]).toContain(await zipping);
    await rm(zip(), {force: true});
    expect(await readdir(folder)).toEqual(['files']);
  }
});
