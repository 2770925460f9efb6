/** The folders we keep in the browser's own file system (OPFS). */
export type Folder = (typeof folders)[number];

const folders = ['sources', 'renditions', 'downloads'] as const;

/** @throws DOMException or TypeError where there is no OPFS (plain http, some private modes). */
export async function folder(name: Folder): Promise<FileSystemDirectoryHandle> {
  return await (await navigator.storage.getDirectory()).getDirectoryHandle(name, {create: true});
}

/** Removes a file or a folder with all that is in it; no harm if it is gone. */
export async function removeFrom(name: Folder, entry: string): Promise<void> {
  try {
    await (await folder(name)).removeEntry(entry, {recursive: true});
  } catch (error) {
    const harmless = error instanceof TypeError || (error instanceof DOMException && removable.has(error.name));
    if (!harmless) throw error;
  }
}

/** Chromium lets a busy worker run on for 2 s after `terminate()`; its files are locked so long. */
const removeTries = 100;
const removePauseMs = 50;

/** Removes an entry as soon as an ended worker lets go of it; gives up after 5 s, the sweep stands behind it. Never rejects. */
export async function removeWhenFree(name: Folder, entry: string, isWanted: () => boolean = () => true): Promise<void> {
  for (let tries = 0; isWanted() && tries < removeTries; tries += 1) {
    await removeFrom(name, entry).catch(() => undefined);
    if (!(await namesIn(name).catch((): readonly string[] => [])).includes(entry)) return;
    await new Promise((resolve) => setTimeout(resolve, removePauseMs));
  }
}

/** Gone already, no file system here, or still open: the next sweep takes it. */
const removable: ReadonlySet<string> = new Set([
  'NotFoundError',
  'SecurityError',
  'NoModificationAllowedError',
  'InvalidStateError',
]);

/** Removes all folders with all that is in them. What is open goes with the next sweep. */
export async function removeAll(): Promise<void> {
  for (const name of folders) {
    for (const entry of await namesIn(name)) await removeFrom(name, entry);
  }
}

/** What lies in a folder; nothing where there is no file system (private mode, plain http). */
export async function namesIn(name: Folder): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const key of (await folder(name)).keys()) names.push(key);
  } catch (error) {
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
  }
  return names;
}
