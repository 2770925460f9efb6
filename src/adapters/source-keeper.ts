import type {Unkept} from '../queue/job.ts';
import type {JobStore} from '../queue/ports.ts';
import {storageUse} from '../storage-estimate.ts';
import {CopyRoom} from './copy-room.ts';
import {strict, type Database} from './database.ts';
import {piecesOf} from './file-pieces.ts';
import {folder, removeFrom} from './opfs.ts';
import {isOutOfSpace} from './out-of-space.ts';
import type {SourceExchange} from './source-exchange.ts';

/** What a copy leaves free, so that the records of the jobs can still be written. */
const reserveBytes = 32 << 20;

/** What came of a copy. `given-up`: it was wanted no more, or the file cannot be read, which its job will find out. */
type Copied = 'copied' | 'given-up' | Unkept;

export interface Keep {
  readonly id: string;
  readonly file: File;
  /** The file can be read again without a copy, once the user allows it. */
  readonly hasHandle: boolean;
}

/**
 * Makes the copies of added files, one after another, so that a restart needs nobody (SPEC Q2). Meanwhile the file
 * itself is lent to whoever runs the engine, and its upload starts at once.
 */
export class SourceKeeper {
  readonly #db: Database;
  readonly #jobs: JobStore;
  readonly #exchange: SourceExchange;
  readonly #onKnown: (uuid: string) => void;
  readonly #room: CopyRoom;
  #last: Promise<void> = Promise.resolve();

  /**
   * @param onKnown After the job's record says whether its bytes survive a restart.
   * @param freeRoom Gives up what is kept on this device for good measure only.
   */
  constructor(
    db: Database,
    jobs: JobStore,
    exchange: SourceExchange,
    onKnown: (uuid: string) => void,
    freeRoom: () => Promise<void>,
  ) {
    this.#room = new CopyRoom(storageUse, freeRoom);
    this.#db = db;
    this.#jobs = jobs;
    this.#exchange = exchange;
    this.#onKnown = onKnown;
  }

  /**
   * Lends the file from now on, and copies it when its turn comes; whether there is room is said at once. Settles when
   * that is done or given up.
   */
  async keep(keep: Keep): Promise<void> {
    this.#exchange.hold(keep.id, keep.file);
    // Where there is no file system, nobody is told to make room.
    const hasRoom = await this.#room.promise(keep.file.size).catch(() => true);
    if (!hasRoom) return await this.#record(keep, 'no-room');
    this.#last = this.#last.then(() => this.#copy(keep)).catch(() => undefined);
    await this.#last;
  }

  async #copy(keep: Keep): Promise<void> {
    let promised = keep.file.size;
    const written = (bytes: number) => {
      promised -= bytes;
      this.#room.settle(bytes);
    };
    try {
      const isWanted = (await this.#jobs.readersOf(keep.id)).length > 0;
      if (isWanted) await this.#record(keep, await this.#write(keep, written));
    } finally {
      this.#room.settle(promised);
    }
  }

  async #record({id, hasHandle}: Keep, copied: Copied): Promise<void> {
    const tx = this.#db.transaction('sources', 'readwrite', strict);
    const record = await tx.store.get(id);
    if (record && copied === 'copied') await tx.store.put({...record, copied: true});
    await tx.done;
    if (!record) return await removeFrom('sources', id);
    // The job that it was added for, and those that have come of that one meanwhile.
    for (const uuid of await this.#jobs.readersOf(id)) {
      if (copied === 'copied' || hasHandle) {
        await this.#jobs.update(uuid, (job) => ({...job, kept: true}));
      } else if (copied !== 'given-up') {
        await this.#jobs.update(uuid, (job) => ({...job, unkept: copied}));
      }
      this.#onKnown(uuid);
    }
    if (copied === 'copied') this.#exchange.letGo(id);
  }

  /** @returns What came of it; unless it is whole, nothing of it is left. */
  async #write({id, file}: Keep, written: (bytes: number) => void): Promise<Copied> {
    let access: FileSystemSyncAccessHandle | undefined;
    let copied: Copied = 'given-up';
    try {
      const handle = await (await folder('sources')).getFileHandle(id, {create: true});
      access = await handle.createSyncAccessHandle();
      claimSpace(access, file.size);
      copied = await this.#fill(access, id, file, written);
      access.flush();
    } catch (error) {
      copied = isOutOfSpace(error) ? 'no-room' : 'given-up';
    }
    access?.close();
    if (copied !== 'copied') await removeFrom('sources', id);
    return copied;
  }

  async #fill(
    access: FileSystemSyncAccessHandle,
    id: string,
    file: File,
    written: (bytes: number) => void,
  ): Promise<Copied> {
    let position = 0;
    for await (const piece of piecesOf(file)) {
      if (!this.#exchange.has(id)) return 'given-up';
      if (position + piece.length > file.size) return 'changed';
      if (access.write(piece, {at: position}) < piece.length) return 'no-room';
      position += piece.length;
      written(piece.length);
    }
    return position === file.size ? 'copied' : 'changed';
  }
}

/**
 * Makes the file as long as it will be, before a byte is written: a browser that has no room for it says so now. Its
 * estimate need not tell.
 *
 * @throws DOMException `QuotaExceededError`.
 */
function claimSpace(access: FileSystemSyncAccessHandle, bytes: number): void {
  access.truncate(bytes + reserveBytes);
  access.truncate(bytes);
}
