import type {Incoming} from './shell-events.ts';

/** Files of an input or a paste, with their place inside a chosen folder. */
export function incomingFiles(files: Iterable<File>): Incoming[] {
  return Array.from(files, (file) => ({file, relativePath: file.webkitRelativePath}));
}

/**
 * What a drop or a paste holds: handles where the browser gives them, entries else, and folders walked.
 *
 * Everything is asked for in the same tick as the event: afterwards the browser has emptied it.
 */
export function incomingOf(transfer: DataTransfer): AsyncIterable<Incoming> {
  const items = [...transfer.items].filter(({kind}) => kind === 'file');
  const roots = items.map((item) => ({
    // A browser may refuse a handle (a system folder) and still give the file.
    handle: 'getAsFileSystemHandle' in item ? item.getAsFileSystemHandle().catch(() => null) : undefined,
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  return walkRoots(roots);
}

/** All files in a folder that the user chose, and in the folders in it. */
export async function* incomingFolder(folder: FileSystemDirectoryHandle): AsyncGenerator<Incoming> {
  yield* walkHandle(folder, '');
}

interface Root {
  readonly handle: Promise<FileSystemHandle | null> | undefined;
  readonly entry: FileSystemEntry | null;
  readonly file: File | null;
}

async function* walkRoots(roots: readonly Root[]): AsyncGenerator<Incoming> {
  for (const {handle, entry, file} of roots) {
    const known = await handle;
    if (known) yield* walkHandle(known, '');
    else if (entry?.isDirectory) yield* walkEntry(entry, '');
    else if (file) yield {file, relativePath: ''};
  }
}

async function* walkHandle(handle: FileSystemHandle, folder: string): AsyncGenerator<Incoming> {
  if (isFileHandle(handle)) {
    yield {file: handle, relativePath: folder && `${folder}/${handle.name}`};
  } else if (isFolderHandle(handle)) {
    const path = joined(folder, handle.name);
    for await (const inside of handle.values()) yield* walkHandle(inside, path);
  }
}

async function* walkEntry(entry: FileSystemEntry, folder: string): AsyncGenerator<Incoming> {
  if (isFileEntry(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    yield {file, relativePath: folder && `${folder}/${entry.name}`};
  } else if (isFolderEntry(entry)) {
    const path = joined(folder, entry.name);
    for await (const inside of entriesOf(entry)) yield* walkEntry(inside, path);
  }
}

/** Chromium gives a hundred entries at a time; an empty answer is the end. */
async function* entriesOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry> {
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    yield* some;
  }
}

function joined(folder: string, name: string): string {
  return folder ? `${folder}/${name}` : name;
}

function isFileHandle(handle: FileSystemHandle): handle is FileSystemFileHandle {
  return handle.kind === 'file';
}

function isFolderHandle(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === 'directory';
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolderEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
