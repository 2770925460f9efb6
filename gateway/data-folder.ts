import {mkdir, readFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {randomBytes} from 'node:crypto';
import {writeDurably} from './durable.ts';

/** Where everything lies that the gateway keeps. All paths are absolute. */
export interface DataFolder {
  readonly root: string;
  readonly uploads: string;
  /** What is known of uploads whose bytes are on the NAS. */
  readonly nasUploads: string;
  readonly files: string;
  readonly records: string;
  readonly nas: string;
  readonly scratch: string;
}

/** Makes the data folder and its parts, for our eyes only. */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const root = resolve(path);
  const folders = {
    root,
    uploads: join(root, 'uploads'),
    nasUploads: join(root, 'nas-uploads'),
    files: join(root, 'files'),
    nas: join(root, 'nas'),
    scratch: join(root, 'scratch'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, {recursive: true, mode: 0o700});
  return {...folders, records: join(root, 'records')};
}

/** The token of user `me`: made at the first start, the same ever after (CONTRACT 1, CARRYON_TOKENS). */
export async function ownToken(folder: DataFolder): Promise<ReadonlyMap<string, string>> {
  return new Map([['me', await keptSecret(folder, 'token')]]);
}

/** The key of the webhooks' signatures, likewise (CONTRACT 1, CARRYON_NOTIFY_SECRET). */
export async function ownNotifySecret(folder: DataFolder): Promise<string> {
  return keptSecret(folder, 'notify-secret');
}

async function keptSecret(folder: DataFolder, name: string): Promise<string> {
  const path = join(folder.root, name);
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  const secret = randomBytes(24).toString('base64url');
  await writeDurably(path, `${secret}\n`);
  return secret;
}
