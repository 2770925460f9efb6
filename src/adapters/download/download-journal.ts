import {Fenced} from '../../queue/ports.ts';
import {readMeta, strict, type Database, type DownloadRecord} from '../database.ts';
import {storageError} from '../out-of-space.ts';

/** What is kept of downloads, beside their bytes: written before it is relied on. */
export interface DownloadJournal {
  read(uuid: string): Promise<DownloadRecord | undefined>;
  /** @throws Fenced when another engine has taken over: what this one still fetches counts for nothing. */
  write(record: DownloadRecord): Promise<void>;
}

/** {@link DownloadJournal} in IndexedDB. */
export class IndexedDbDownloads implements DownloadJournal {
  readonly #db: Database;
  readonly #epoch: number;

  /** @param epoch Of the lease under which the engine writes. */
  constructor(db: Database, epoch: number) {
    this.#db = db;
    this.#epoch = epoch;
  }

  async read(uuid: string): Promise<DownloadRecord | undefined> {
    return await this.#db.get('downloads', uuid);
  }

  async write(record: DownloadRecord): Promise<void> {
    const tx = this.#db.transaction(['downloads', 'meta'], 'readwrite', strict);
    // `done` rejects as well when a call below fails: one of the two is enough to hear.
    tx.done.catch(() => undefined);
    try {
      const lease = await readMeta(tx.objectStore('meta'), 'lease');
      if (lease?.epoch !== this.#epoch) throw new Fenced('Another engine has taken over.');
      await tx.objectStore('downloads').put(record);
      await tx.done;
    } catch (error) {
      throw storageError(error);
    }
  }
}
