const MOST_TRIES = 50;
const PAUSE_MS = 100;

/** The two files of a rendition, open for writing in `renditions/<uuid>/`. */
export interface RenditionFiles {
  readonly playlist: FileSystemSyncAccessHandle;
  readonly segments: FileSystemSyncAccessHandle;
  readonly playlistName: string;
  readonly segmentsName: string;
}

/**
 * Makes the folder of a rendition and opens its files, empty; what an earlier, unfinished run left is removed.
 *
 * The caller closes both handles.
 *
 * @throws DOMException `NoModificationAllowedError` when another worker goes on writing there.
 */
export async function createRendition(uuid: string, identifier: string): Promise<RenditionFiles> {
  const root = await navigator.storage.getDirectory();
  const renditions = await root.getDirectoryHandle('renditions', {create: true});
  const folder = await renditions.getDirectoryHandle(uuid, {create: true});
  await emptyFolder(folder);

  const playlistName = `${identifier}.m3u8`;
  const segmentsName = `${identifier}.ts`;
  return {
    playlist: await openFile(folder, playlistName),
    segments: await openFile(folder, segmentsName),
    playlistName,
    segmentsName,
  };
}

/** The worker of a run that was just cancelled may still hold its files. */
async function emptyFolder(folder: FileSystemDirectoryHandle): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      for await (const name of folder.keys()) await folder.removeEntry(name, {recursive: true});
      return;
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

async function openFile(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemSyncAccessHandle> {
  const file = await folder.getFileHandle(name, {create: true});
  return file.createSyncAccessHandle();
}

/** Empties both files, for the next way of making them. */
export function emptyRendition(files: RenditionFiles): void {
  files.playlist.truncate(0);
  files.segments.truncate(0);
}

/** Flushes and closes both files. */
export function closeRendition(files: RenditionFiles): void {
  for (const handle of [files.playlist, files.segments]) {
    handle.flush();
    handle.close();
  }
}
