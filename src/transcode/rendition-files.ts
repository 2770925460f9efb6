import {writeAll} from './byte-sink.ts';
import {endOf} from './hls/playlist.ts';
import {fits, Journal, lengthsOf, type Checkpoint} from './journal.ts';
import {sizeName, type PictureSize} from './variants.ts';
import type {WayResult} from './way.ts';

/** Half a minute in all: a busy machine lets go of a worker that was ended late. */
const MOST_TRIES = 300;
const PAUSE_MS = 100;
const SLOT_NAMES = ['journal-0.json', 'journal-1.json'] as const;

/** The two files of a rendition, or of one size of it, open for writing in `renditions/<uuid>/`. */
export interface RenditionFiles {
  readonly playlist: FileSystemSyncAccessHandle;
  readonly segments: FileSystemSyncAccessHandle;
  readonly playlistName: string;
  readonly segmentsName: string;
}

/** A rendition's folder while it is made. */
export class RenditionFolder {
  readonly #folder: FileSystemDirectoryHandle;
  readonly #identifier: string;
  readonly #slots: readonly FileSystemSyncAccessHandle[];
  readonly #opened = new Map<string, FileSystemSyncAccessHandle>();
  readonly files: RenditionFiles;
  readonly journal: Journal;
  #isClosed = false;

  private constructor(
    folder: FileSystemDirectoryHandle,
    identifier: string,
    files: RenditionFiles,
    slots: readonly FileSystemSyncAccessHandle[],
  ) {
    this.#folder = folder;
    this.#identifier = identifier;
    this.#slots = slots;
    this.files = files;
    this.journal = new Journal(slots);
  }

  /**
   * Makes the folder, or opens it as an earlier run has left it.
   *
   * The caller closes it.
   *
   * @throws DOMException `NoModificationAllowedError` when another worker goes on writing there.
   */
  static async open(uuid: string, identifier: string): Promise<RenditionFolder> {
    const root = await navigator.storage.getDirectory();
    const renditions = await root.getDirectoryHandle('renditions', {create: true});
    const folder = await renditions.getDirectoryHandle(uuid, {create: true});
    const playlistName = `${identifier}.m3u8`;
    const segmentsName = `${identifier}.ts`;
    const files: RenditionFiles = {
      playlist: await openFile(folder, playlistName),
      segments: await openFile(folder, segmentsName),
      playlistName,
      segmentsName,
    };
    const slots: FileSystemSyncAccessHandle[] = [];
    for (const name of SLOT_NAMES) slots.push(await openFile(folder, name));
    return new RenditionFolder(folder, identifier, files, slots);
  }

  /** The files of one of several sizes; the segments of the largest one (`index` 0) are those of {@link files}. */
  async openSize(size: PictureSize, index: number): Promise<RenditionFiles> {
    const name = `${this.#identifier}-${sizeName(size)}`;
    const playlistName = `${name}.m3u8`;
    const playlist = await this.#open(playlistName);
    if (index === 0) return {...this.files, playlist, playlistName};
    const segmentsName = `${name}.ts`;
    return {playlist, playlistName, segments: await this.#open(segmentsName), segmentsName};
  }

  /** What an earlier run has left to go on with; each file then ends with its last whole segment. */
  async resume(sourceBytes: number): Promise<Checkpoint | undefined> {
    const {last} = this.journal;
    const files = last ? await this.#filesOf(last) : [];
    const bytes = files.map((segments) => segments.getSize());
    if (!last || !fits(last, sourceBytes, bytes)) {
      this.empty();
      return undefined;
    }
    for (const [index, length] of lengthsOf(last).entries()) files[index]?.truncate(length);
    return last;
  }

  /** Begins anew. @param top The largest size stays as it is. */
  empty(top?: WayResult): void {
    this.journal.clear();
    for (const file of this.#opened.values()) file.truncate(0);
    this.files.segments.truncate(top ? endOf(top.segments) : 0);
    if (!top) this.files.playlist.truncate(0);
  }

  /** Writes a file beside the two. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    const handle = await openFile(this.#folder, name);
    try {
      handle.truncate(0);
      writeAll(handle, bytes, 0);
    } finally {
      handle.flush();
      handle.close();
    }
  }

  /** Flushes and closes all files, the first time it is called. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const handle of [this.files.playlist, this.files.segments, ...this.#opened.values(), ...this.#slots]) {
      handle.flush();
      handle.close();
    }
  }

  /** Leaves the two files of the rendition and those named. After {@link close}. */
  async tidy(names: ReadonlySet<string> = new Set()): Promise<void> {
    const kept = new Set([this.files.playlistName, this.files.segmentsName, ...names]);
    const there: string[] = [];
    for await (const name of this.#folder.keys()) there.push(name);
    for (const name of there) if (!kept.has(name)) await onceFree(() => this.#folder.removeEntry(name));
  }

  async #open(name: string): Promise<FileSystemSyncAccessHandle> {
    if (this.#isClosed) throw new Error('The folder has been left.');
    const file = this.#opened.get(name) ?? (await openFile(this.#folder, name));
    this.#opened.set(name, file);
    return file;
  }

  /** The segments files that a checkpoint speaks of, in the order of its lengths. */
  async #filesOf({sizes, top, states}: Checkpoint): Promise<readonly FileSystemSyncAccessHandle[]> {
    const count = states.length + (top ? 1 : 0);
    if (count === 1) return [this.files.segments];
    const files: FileSystemSyncAccessHandle[] = [];
    for (const [index, size] of sizes.slice(0, count).entries())
      files.push((await this.openSize(size, index)).segments);
    return files;
  }
}

function openFile(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemSyncAccessHandle> {
  return onceFree(async () => (await folder.getFileHandle(name, {create: true})).createSyncAccessHandle());
}

/**
 * Does it as soon as nobody holds the file: the worker of a run that has just been ended may, and Firefox lets go of a
 * file some time after it was closed.
 */
async function onceFree<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries === MOST_TRIES || !isBusy(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof DOMException && ['NoModificationAllowedError', 'NotFoundError'].includes(error.name);
}
