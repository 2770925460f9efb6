import {randomBytes} from 'node:crypto';
import {open, rename} from 'node:fs/promises';
import {dirname} from 'node:path';

/** 128 random bits, in characters that mean the same on every file system. */
export function newId(): string {
  return randomBytes(16).toString('hex');
}

/** Whether a text has the form of {@link newId}, and so is safe in a path. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** Writes a small file whole or not at all; on the disk when the promise settles. */
export async function writeDurably(path: string, content: string, mode = 0o600): Promise<void> {
  const draft = `${path}.${newId()}.new`;
  const file = await open(draft, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** Makes what was written to a file survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.datasync().finally(() => handle.close());
}

/** Makes names that were added to, or removed from, a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; its file systems journal names by themselves.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
