import {strict, type Database} from './database.ts';
import {storageError} from './out-of-space.ts';

/** A file that is being added. */
export interface IncomingSource {
  readonly id: string;
  readonly file: File;
  readonly handle?: FileSystemFileHandle;
}

/** Records the files of a window and hands them to its worker, which copies them. */
export class SourceIntake {
  readonly #db: Database;
  readonly #toKeeper: (keep: {readonly id: string; readonly file: File; readonly hasHandle: boolean}) => void;

  constructor(
    db: Database,
    toKeeper: (keep: {readonly id: string; readonly file: File; readonly hasHandle: boolean}) => void,
  ) {
    this.#db = db;
    this.#toKeeper = toKeeper;
  }

  /** @throws JobError `storage-full`; then none of them is recorded. */
  async record(sources: readonly IncomingSource[]): Promise<void> {
    try {
      await this.#write(sources);
    } catch (error) {
      throw storageError(error);
    }
  }

  async #write(sources: readonly IncomingSource[]): Promise<void> {
    const tx = this.#db.transaction('sources', 'readwrite', strict);
    for (const {id, file, handle} of sources) {
      const {name, size, lastModified} = file;
      const record = {id, name, size, lastModified, copied: false};
      void tx.store.put(handle ? {...record, handle} : record);
    }
    await tx.done;
  }

  keep(sources: readonly IncomingSource[]): void {
    for (const {id, file, handle} of sources) this.#toKeeper({id, file, hasHandle: handle !== undefined});
  }

  async askPermission(id: string): Promise<boolean> {
    const handle = (await this.#db.get('sources', id))?.handle;
    if (!handle || !canAsk(handle)) return false;
    return (await handle.requestPermission({mode: 'read'})) === 'granted';
  }
}

/** Only Chromium keeps handles, and only it has this call: the libraries of TypeScript do not know it. */
interface Askable {
  requestPermission(options: {readonly mode: 'read'}): Promise<PermissionState>;
}

function canAsk(handle: FileSystemFileHandle): handle is FileSystemFileHandle & Askable {
  return 'requestPermission' in handle;
}
