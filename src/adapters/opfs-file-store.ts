import {JobError} from '../queue/failure.ts';
import type {Rendition, Source} from '../queue/job.ts';
import {renditionFiles} from '../queue/rendition-files.ts';
import type {FileRef, FilesInUse, FileStore} from '../queue/ports.ts';
import type {Database} from './database.ts';
import {folder, namesIn, removeFrom, removeWhenFree} from './opfs.ts';
import type {SourceExchange} from './source-exchange.ts';

/**
 * Sources, renditions and downloads in the browser's own file system, beside handles and files that only a window holds;
 * the sweep takes posters too.
 */
export class OpfsFileStore implements FileStore {
  readonly #db: Database;
  readonly #exchange: SourceExchange;

  constructor(db: Database, exchange: SourceExchange) {
    this.#db = db;
    this.#exchange = exchange;
  }

  async check(source: Source, signal: AbortSignal): Promise<void> {
    const file = await this.openSource(source, signal);
    // A file that was moved or edited since it was chosen shows it only when it is read.
    await file
      .slice(0, 1)
      .arrayBuffer()
      .catch((error: unknown) => {
        throw unreadable(error);
      });
  }

  /** The bytes of what a job sends; read in slices, never whole. */
  async openFile(file: FileRef, signal: AbortSignal): Promise<File> {
    if (file.type === 'source') return await this.openSource(file.source, signal);
    return await openRenditionFile(file.uuid, file.name);
  }

  /** @throws JobError `source-missing`, `source-changed` or `permission`. */
  async openSource({id, size, lastModified}: Source, signal: AbortSignal): Promise<File> {
    const record = await this.#db.get('sources', id);
    const copy = record?.copied ? await openCopy(id) : undefined;
    signal.throwIfAborted();
    if (copy) {
      if (copy.size === size) return copy;
      throw new JobError('source-changed', 'The copy of the file on this device has another length.');
    }
    const file = record?.handle ? await openHandle(record.handle) : await this.#exchange.find(id);
    signal.throwIfAborted();
    if (!file) throw new JobError('source-missing', 'The file was not kept on this device.');
    if (file.size !== size || file.lastModified !== lastModified) {
      throw new JobError('source-changed', 'The file has changed since it was added.');
    }
    return file;
  }

  async hasRendition(uuid: string, rendition: Rendition): Promise<boolean> {
    try {
      const files = renditionFiles(rendition);
      const kept = await Promise.all(files.map(({name}) => openRenditionFile(uuid, name)));
      return files.every(({bytes}, index) => kept[index]?.size === bytes);
    } catch (error) {
      if (error instanceof JobError) return false;
      throw error;
    }
  }

  async removeSource(sourceId: string): Promise<void> {
    this.#exchange.letGo(sourceId);
    await this.#db.delete('sources', sourceId);
    await removeFrom('sources', sourceId);
  }

  async removeRendition(uuid: string): Promise<void> {
    await removeWhenFree('renditions', uuid);
  }

  async removeDownload(uuid: string): Promise<void> {
    await this.#db.delete('downloads', uuid);
    await removeWhenFree('downloads', uuid);
  }

  async sweep(inUse: () => Promise<FilesInUse>): Promise<void> {
    const [copies, renditions, downloads, kept, posters, records] = await Promise.all([
      namesIn('sources'),
      namesIn('renditions'),
      namesIn('downloads'),
      this.#db.getAllKeys('downloads'),
      this.#db.getAllKeys('posters'),
      this.#db.getAll('sources'),
    ]);
    const {sourceIds, renditionUuids, downloadUuids, identifiers} = await inUse();
    const lost = records.filter((record) => !sourceIds.has(record.id)).map(({id}) => id);
    const known = new Set(records.map(({id}) => id));
    for (const id of lost) await this.removeSource(id);
    for (const name of copies) if (!known.has(name) && !sourceIds.has(name)) await removeFrom('sources', name);
    for (const id of posters) if (!identifiers.has(id)) await this.#db.delete('posters', id);
    for (const uuid of renditions) if (!renditionUuids.has(uuid)) await removeFrom('renditions', uuid);
    for (const uuid of kept) if (!downloadUuids.has(uuid)) await this.#db.delete('downloads', uuid);
    for (const uuid of downloads) if (!downloadUuids.has(uuid)) await removeFrom('downloads', uuid);
  }
}

async function openCopy(id: string): Promise<File | undefined> {
  try {
    const sources = await folder('sources');
    return await (await sources.getFileHandle(id)).getFile();
  } catch (error) {
    if (isNamed(error, 'NotFoundError')) return undefined;
    throw error;
  }
}

async function openHandle(handle: FileSystemFileHandle): Promise<File> {
  try {
    return await handle.getFile();
  } catch (error) {
    if (isNamed(error, 'NotAllowedError')) {
      throw new JobError('permission', 'The browser asks once more before it reads this file.', {cause: error});
    }
    throw unreadable(error);
  }
}

async function openRenditionFile(uuid: string, name: string): Promise<File> {
  try {
    const renditions = await folder('renditions');
    const own = await renditions.getDirectoryHandle(uuid);
    return await (await own.getFileHandle(name)).getFile();
  } catch (error) {
    throw new JobError('source-missing', 'The result of the transcode is no longer on this device.', {cause: error});
  }
}

function unreadable(error: unknown): JobError {
  return isNamed(error, 'NotReadableError')
    ? new JobError('source-changed', 'The file has changed since it was added.', {cause: error})
    : new JobError('source-missing', 'The file is no longer there.', {cause: error});
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}
