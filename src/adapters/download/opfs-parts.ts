import {JobError} from '../../queue/failure.ts';
import {folder, namesIn} from '../opfs.ts';
import type {PartFile, PartFolder} from './part-folder.ts';

/** What a download leaves free, so that the records of the jobs can still be written. */
const reserveBytes = 32 << 20;
const claimName = 'room';

/**
 * `downloads/<uuid>/` in the browser's own file system. In a window's worker what is written can be flushed as it comes;
 * a service worker has only files that keep nothing before they are closed.
 */
export class OpfsParts implements PartFolder {
  readonly #uuid: string;

  constructor(uuid: string) {
    this.#uuid = uuid;
  }

  async create(name: string): Promise<PartFile> {
    const handle = await (await this.#own(true)).getFileHandle(name, {create: true});
    return canFlush()
      ? new SyncPart(await handle.createSyncAccessHandle())
      : new StreamPart(await handle.createWritable());
  }

  async open(name: string): Promise<Blob> {
    return await (await (await this.#own(false)).getFileHandle(name)).getFile();
  }

  async names(): Promise<readonly string[]> {
    const uuids = await namesIn('downloads');
    const names: string[] = [];
    if (uuids.includes(this.#uuid)) for await (const name of (await this.#own(true)).keys()) names.push(name);
    return names;
  }

  async remove(name: string): Promise<void> {
    const own = await this.#own(true);
    await own.removeEntry(name).catch((error: unknown) => {
      // Gone, or an older run still has it open: then it goes with the download.
      if (!(error instanceof DOMException)) throw error;
    });
  }

  async claim(bytes: number): Promise<void> {
    const own = await this.#own(true);
    if (!canFlush()) return;
    const access = await (await own.getFileHandle(claimName, {create: true})).createSyncAccessHandle();
    try {
      access.truncate(bytes + reserveBytes);
    } finally {
      access.close();
      await this.remove(claimName);
    }
  }

  async #own(create: boolean): Promise<FileSystemDirectoryHandle> {
    const downloads = await folder('downloads').catch((cause: unknown) => {
      throw new JobError('storage-missing', 'There is no file system of our own here.', {cause});
    });
    return await downloads.getDirectoryHandle(this.#uuid, {create});
  }
}

/** Only dedicated workers have it. */
function canFlush(): boolean {
  return 'createSyncAccessHandle' in FileSystemFileHandle.prototype;
}

class SyncPart implements PartFile {
  readonly canFlush = true;
  readonly #access: FileSystemSyncAccessHandle;
  #position = 0;

  constructor(access: FileSystemSyncAccessHandle) {
    this.#access = access;
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await Promise.resolve();
    const written = this.#access.write(bytes, {at: this.#position});
    if (written < bytes.length) throw new DOMException('The disk took less than it was given.', 'QuotaExceededError');
    this.#position += written;
  }

  async flush(): Promise<void> {
    await Promise.resolve();
    this.#access.flush();
  }

  async close(): Promise<void> {
    await Promise.resolve();
    this.#access.close();
  }
}

class StreamPart implements PartFile {
  readonly canFlush = false;
  readonly #stream: FileSystemWritableFileStream;
  #closed: Promise<void> | undefined;

  constructor(stream: FileSystemWritableFileStream) {
    this.#stream = stream;
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#stream.write(bytes);
  }

  async flush(): Promise<void> {
    await Promise.resolve();
  }

  async close(): Promise<void> {
    this.#closed ??= this.#stream.close();
    await this.#closed;
  }
}
