import {link, mkdir, mkdtemp, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {rejects, shareContract} from '../testing/share-contract.ts';
import {FolderShare} from './folder-share.ts';

async function folderShare() {
  const base = await mkdtemp(join(tmpdir(), 'carryon-share-'));
  const folder = join(base, 'share');
  await mkdir(folder);
  return {
    share: new FolderShare(folder),
    folder,
    refusedNames: [],
    [Symbol.asyncDispose]: () => rm(base, {recursive: true, force: true}),
  };
}

shareContract('a folder as the share', folderShare);

test('links that lead to another user are not followed', async () => {
  await using under = await folderShare();
  const {share, folder} = under;
  await share.makeFolders('alice');
  await share.makeFolders('bob');
  await writeFile(join(folder, 'bob', 'secret'), 'secret');
  await symlink(join(folder, 'bob'), join(folder, 'alice', 'link'));

  expect(await share.stat('alice/link/secret')).toBeUndefined();
  await rejects(share.openForReading('alice/link/secret'), 'not-found');
  await rejects(share.openForWriting('alice/link/new'), 'not-found');
  await rejects(share.rename('alice/link/secret', 'alice/mine', false), 'not-found');
});

test('a folder that has gone is a share that has gone, not one without files', async () => {
  await using under = await folderShare();
  const {share, folder} = under;
  await share.makeFolders('alice');

  await rename(folder, `${folder} elsewhere`);

  expect(await share.isUp()).toBe(false);
  await rejects(share.stat('alice/a'), 'gone');
  await rejects(share.list('alice'), 'gone');
  await rejects(share.remove('alice/a'), 'gone');
  await rejects(share.openForReading('alice/a'), 'gone');
  await rejects(share.makeFolders('alice/a'), 'gone');
  await rejects(share.freeBytes(), 'gone');
});

test('a mount that hangs is asked once, however often somebody wants to know', async () => {
  const asked: string[] = [];
  const share = new FolderShare('/mnt/hangs', (path) => new Promise(() => void asked.push(String(path))));

  expect(await Promise.all([share.isUp(), share.isUp()])).toEqual([false, false]);
  expect(await share.isUp()).toBe(false);
  expect(asked).toEqual(['/mnt/hangs']);
});

test('a rename that was cut short is finished by the next one', async () => {
  await using under = await folderShare();
  const {share, folder} = under;
  await share.makeFolders('alice');
  await writeFile(join(folder, 'alice', '.a.part'), 'x');
  await link(join(folder, 'alice', '.a.part'), join(folder, 'alice', 'a'));

  await share.rename('alice/.a.part', 'alice/a', false);

  expect(await share.list('alice')).toEqual(['a']);
});
