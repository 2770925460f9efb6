import {mkdir, readFile, readdir, stat, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {Share, ShareProblem, ShareReader} from '../nas/share.ts';

/** A share, and the folder on this machine that its bytes lie in. */
export interface ShareUnderTest extends AsyncDisposable {
  readonly share: Share;
  readonly folder: string;
  /** Names that the share does not take, beside those that no share takes. */
  readonly refusedNames: readonly string[];
}

const gib = 2 ** 30;

/** What every adapter of {@link Share} does, as tests; all of them on one share. */
export function shareContract(name: string, start: () => Promise<ShareUnderTest>): void {
  describe(name, () => {
    let under: ShareUnderTest;
    let share: Share;
    /** The user's folder of the running test. */
    let user: string;
    let users = 0;

    beforeAll(async () => {
      under = await start();
      share = under.share;
    });
    beforeEach(async () => {
      user = `user ${(users += 1)}`;
      await share.makeFolders(user);
    });
    afterAll(() => under[Symbol.asyncDispose]());

    const onDisk = (path: string) => join(under.folder, user, path);
    const put = async (path: string, content: string | Buffer) => {
      await using writer = disposable(await share.openForWriting(`${user}/${path}`));
      await writer.write(Buffer.from(content), 0);
    };
    const get = async (path: string) => {
      await using reader = disposable(await share.openForReading(`${user}/${path}`));
      return await readAll(reader);
    };

    test('what is written at offsets is read at offsets', async () => {
      await using writer = disposable(await share.openForWriting(`${user}/a.bin`));
      await writer.write(Buffer.from('hello'), 0);
      await writer.write(Buffer.from('there'), 10);
      await writer.flush();
      expect(await writer.sizeBytes()).toBe(15);

      await using reader = disposable(await share.openForReading(`${user}/a.bin`));
      expect(reader.stat).toMatchObject({type: 'file', sizeBytes: 15});
      expect((await reader.read(10, 3)).toString()).toBe('the');
      expect((await reader.read(3, 4)).toString()).toBe('lo\0\0');
      expect((await reader.read(12, 100)).toString()).toBe('ere');
      expect(await reader.read(15, 100)).toHaveLength(0);
      expect(await readFile(onDisk('a.bin'), 'utf8')).toBe('hello\0\0\0\0\0there');
    });

    test('writes that do not wait for each other keep their order', async () => {
      await using writer = disposable(await share.openForWriting(`${user}/a.bin`));
      const size = 100_000;

      const writes = Array.from({length: 40}, (_, index) =>
        writer.write(Buffer.alloc(size, index + 1), (index * size) / 2),
      );
      await Promise.all(writes);

      const bytes = await readFile(onDisk('a.bin'));
      const found = Array.from({length: 40}, (_, index) =>
        bytes.subarray((index * size) / 2, ((index + 1) * size) / 2),
      );
      found.forEach((part, index) => expect(part.equals(Buffer.alloc(size / 2, index + 1))).toBe(true));
    });

    test('large pieces go over whole', async () => {
      const bytes = patterned(9_000_001);
      await put('large.bin', bytes);

      expect((await readFile(onDisk('large.bin'))).equals(bytes)).toBe(true);
      await using reader = disposable(await share.openForReading(`${user}/large.bin`));
      const read = await readAll(reader, 8_000_000);
      expect(read.equals(bytes)).toBe(true);
    });

    test('a writer leaves what is there, cuts it and goes on', async () => {
      await put('a.bin', '0123456789');

      await using writer = disposable(await share.openForWriting(`${user}/a.bin`));
      expect(await writer.sizeBytes()).toBe(10);
      await writer.truncate(4);
      expect(await writer.sizeBytes()).toBe(4);
      await writer.write(Buffer.from('AB'), 4);
      await writer.flush();

      expect(await readFile(onDisk('a.bin'), 'utf8')).toBe('0123AB');
    });

    test('files above 4 GiB', async () => {
      {
        await using writer = disposable(await share.openForWriting(`${user}/big.bin`));
        await writer.write(Buffer.from('far'), 5 * gib);
        expect(await writer.sizeBytes()).toBe(5 * gib + 3);
      }
      expect(await share.stat(`${user}/big.bin`)).toMatchObject({sizeBytes: 5 * gib + 3});
      await using reader = disposable(await share.openForReading(`${user}/big.bin`));
      expect((await reader.read(5 * gib - 1, 10)).toString()).toBe('\0far');
      await using again = disposable(await share.openForWriting(`${user}/big.bin`));
      await again.truncate(4 * gib + 1);
      expect((await stat(onDisk('big.bin'))).size).toBe(4 * gib + 1);
    });

    test('several files are read and written at once', async () => {
      await put('read.bin', 'read');
      const writers = await Promise.all(['a', 'b'].map((file) => share.openForWriting(`${user}/${file}`)));
      const readers = await Promise.all([1, 2].map(() => share.openForReading(`${user}/read.bin`)));

      await Promise.all(writers.map((writer, index) => writer.write(Buffer.from(`file ${index}`), 0)));
      const read = await Promise.all(readers.map((reader) => reader.read(0, 10)));
      await Promise.all([...writers, ...readers].map((file) => file.close()));

      expect(read.map(String)).toEqual(['read', 'read']);
      expect([await get('a'), await get('b')].map(String)).toEqual(['file 0', 'file 1']);
    });

    test('stat tells file from folder from nothing', async () => {
      const before = BigInt(Date.now() - 2000) * 1_000_000n;
      await put('file', 'abc');

      const found = await share.stat(`${user}/file`);

      expect(found).toMatchObject({type: 'file', sizeBytes: 3});
      expect(found?.modifiedAtNs).toBeGreaterThan(before);
      // SMB counts in 100 ns.
      const {mtimeNs} = await stat(onDisk('file'), {bigint: true});
      expect((found?.modifiedAtNs ?? 0n) / 100n).toBe(mtimeNs / 100n);
      expect(await share.stat(user)).toMatchObject({type: 'folder'});
      expect(await share.stat(`${user}/none`)).toBeUndefined();
      expect(await share.stat(`${user}/none/below`)).toBeUndefined();
      expect(await share.stat(`${user}/file/below`)).toBeUndefined();
      expect(await share.stat('no such user/file')).toBeUndefined();
    });

    test('folders are no files, and what is not there cannot be opened', async () => {
      await share.makeFolders(`${user}/folder`);

      await rejects(share.openForReading(`${user}/folder`), 'not-found');
      await rejects(share.openForReading(`${user}/none`), 'not-found');
      await rejects(share.openForReading(`${user}/none/below`), 'not-found');
      await rejects(share.openForWriting(`${user}/folder`), 'exists');
      await rejects(share.openForWriting(`${user}/none/below`), 'not-found');
    });

    test('folders are made with those above them, and left alone when they are there', async () => {
      await share.makeFolders(`${user}/a/b/c`);
      await put('a/b/file', 'x');

      await share.makeFolders(`${user}/a/b`);
      await Promise.all([1, 2, 3].map(() => share.makeFolders(`${user}/d/e/f`)));

      expect((await share.list(`${user}/a/b`)).toSorted()).toEqual(['c', 'file']);
      expect(await share.stat(`${user}/d/e/f`)).toMatchObject({type: 'folder'});
      await rejects(share.makeFolders(`${user}/a/b/file`), 'exists');
      await rejects(share.makeFolders(`${user}/a/b/file/below`), 'exists');
    });

    test('a new name takes nobody else’s place unless it may', async () => {
      await share.makeFolders(`${user}/folder`);
      await put('.a.part', 'new');
      await put('b', 'old');

      await rejects(share.rename(`${user}/.a.part`, `${user}/b`, false), 'exists');
      await rejects(share.rename(`${user}/.a.part`, `${user}/folder`, false), 'exists');
      await rejects(share.rename(`${user}/.a.part`, `${user}/folder`, true), 'exists');
      expect([await get('.a.part'), await get('b')].map(String)).toEqual(['new', 'old']);

      await share.rename(`${user}/.a.part`, `${user}/b`, true);
      expect((await share.list(user)).toSorted()).toEqual(['b', 'folder']);
      expect((await get('b')).toString()).toBe('new');

      await share.rename(`${user}/b`, `${user}/folder/c`, false);
      expect((await get('folder/c')).toString()).toBe('new');
      await rejects(share.rename(`${user}/none`, `${user}/d`, false), 'not-found');
      await rejects(share.rename(`${user}/none`, `${user}/d`, true), 'not-found');
      await rejects(share.rename(`${user}/folder/c`, `${user}/none/d`, false), 'not-found');
      expect(await share.list(user)).toEqual(['folder']);
    });

    test('of several that want one name, one gets it', async () => {
      const names = Array.from({length: 8}, (_, index) => `.${index}.part`);
      await Promise.all(names.map((part) => put(part, part)));

      const outcomes = await Promise.allSettled(
        names.map((part) => share.rename(`${user}/${part}`, `${user}/one`, false)),
      );

      const left = names.filter((_, index) => outcomes[index]?.status === 'rejected');
      expect(left).toHaveLength(names.length - 1);
      expect((await share.list(user)).toSorted()).toEqual([...left, 'one'].toSorted());
      expect(left).not.toContain((await get('one')).toString());
    });

    test('files and whole folders are removed', async () => {
      await share.makeFolders(`${user}/a/b`);
      await put('a/file', 'x');
      await put('a/b/.hidden', 'x');
      await put('single', 'x');

      await share.remove(`${user}/single`);
      await share.remove(`${user}/a`);
      await share.remove(`${user}/none`);
      await share.remove(`${user}/none/below`);

      expect(await readdir(onDisk('.'))).toEqual([]);
    });

    test('a folder is removed if it is empty, and nothing else', async () => {
      await share.makeFolders(`${user}/empty`);
      await share.makeFolders(`${user}/above/below`);
      await share.makeFolders(`${user}/full`);
      await put('full/file', 'x');
      await put('single', 'x');

      for (const name of ['empty', 'above', 'full', 'single', 'none', 'none/below']) {
        await share.removeIfEmpty(`${user}/${name}`);
      }

      expect((await readdir(onDisk('.'))).toSorted()).toEqual(['above', 'full', 'single']);
      expect(await readdir(onDisk('full'))).toEqual(['file']);
    });

    test('a list has all names and none of its own', async () => {
      const names = Array.from({length: 300}, (_, index) => `file ${index}`);
      await Promise.all(names.map((file) => writeFile(onDisk(file), '')));

      expect((await share.list(user)).toSorted()).toEqual(names.toSorted());
      expect(await share.list(`${user}/none`)).toEqual([]);
    });

    test.each([
      ['emoji', '🎬 film 👩‍👩‍👧.mp4'],
      ['right to left', 'فيلم עברית.mp4'],
      ['accents, composed and not', 'é e\u0301.mp4'],
      ['percent and plus', '100%25 + %2F & #1; a=b?'.replace('?', '')],
      ['signs', "it's $HOME `x` !{}[]()@~^,;=.mp4"],
      ['spaces inside and before', ' a  b.mp4'],
      ['as many bytes as a name may have', `${'é'.repeat(125)}.mp4a`],
    ])('a name with %s stays as it is', async (_, file) => {
      await put(file, 'content');

      expect(await share.list(user)).toEqual([file]);
      expect(await readdir(onDisk('.'))).toEqual([file]);
      expect(await share.stat(`${user}/${file}`)).toMatchObject({sizeBytes: 7});
      await share.rename(`${user}/${file}`, `${user}/plain`, false);
      await share.rename(`${user}/plain`, `${user}/${file}`, false);
      expect((await get(file)).toString()).toBe('content');
      await share.remove(`${user}/${file}`);
      expect(await share.list(user)).toEqual([]);
    });

    test('names that the share does not take are refused, and nothing is made', async () => {
      for (const file of ['x'.repeat(256), 'é'.repeat(128), 'half \ud83c surrogate', ...under.refusedNames]) {
        await rejects(share.openForWriting(`${user}/${file}`), 'name');
        await rejects(share.makeFolders(`${user}/${file}`), 'name');
        await put('source', 'x');
        await rejects(share.rename(`${user}/source`, `${user}/${file}`, false), 'name');
      }
      expect(await share.list(user)).toEqual(['source']);
    });

    test('links that lead out of the share are not followed', async () => {
      const outside = join(under.folder, '..', `outside ${user}`);
      await mkdir(outside);
      await writeFile(join(outside, 'secret'), 'secret');
      await symlink(outside, onDisk('link'));
      await symlink(join(outside, 'secret'), onDisk('link to file'));
      await symlink(join(outside, 'none'), onDisk('link to nothing'));

      for (const path of ['link/secret', 'link to file']) {
        expect(await share.stat(`${user}/${path}`)).toBeUndefined();
        await rejects(share.openForReading(`${user}/${path}`), 'not-found');
      }
      for (const path of ['link/new', 'link to file', 'link to nothing']) {
        await expect(share.openForWriting(`${user}/${path}`)).rejects.toMatchObject({name: 'ShareError'});
      }
      await expect(share.makeFolders(`${user}/link/new`)).rejects.toMatchObject({name: 'ShareError'});
      await share.remove(`${user}/link/secret`).catch(() => undefined);
      expect(await readdir(outside)).toEqual(['secret']);
      expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
    });

    test('it is up, and says how much room there is', async () => {
      expect(await share.isUp()).toBe(true);
      const free = await share.freeBytes();
      expect(Number.isSafeInteger(free) && free > 0).toBe(true);
    });

    test('a file that is closed takes nothing more', async () => {
      const writer = await share.openForWriting(`${user}/a.bin`);
      await writer.close();
      await writer.close();

      await expect(writer.write(Buffer.from('x'), 0)).rejects.toMatchObject({name: 'ShareError'});
      expect(await share.stat(`${user}/a.bin`)).toMatchObject({sizeBytes: 0});
    });
  });
}

/** Awaits that a call fails in this way. */
export async function rejects(call: Promise<unknown>, problem: ShareProblem): Promise<void> {
  await expect(call).rejects.toMatchObject({name: 'ShareError', problem});
}

/** Reads a whole file in pieces of at most that size. */
export async function readAll(reader: ShareReader, pieceBytes = 1_000_000): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let position = 0;
  for (;;) {
    const piece = await reader.read(position, pieceBytes);
    if (piece.length === 0) return Buffer.concat(pieces);
    pieces.push(piece);
    position += piece.length;
  }
}

/** Bytes that differ from place to place, so that none can be mistaken for another. */
export function patterned(sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at + 4 <= sizeBytes; at += 4) bytes.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at);
  return bytes;
}

/** For `await using`. */
export function disposable<File extends {close(): Promise<void>}>(file: File): File & AsyncDisposable {
  return Object.assign(file, {[Symbol.asyncDispose]: () => file.close()});
}
