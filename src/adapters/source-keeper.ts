import type {JobStore} from '../queue/ports.ts';
import {byteReader} from './byte-reader.ts';
import {strict, type Database} from './database.ts';
import {folder, removeFrom} from './opfs.ts';
import type {SourceExchange} from './source-exchange.ts';

/** One buffer of this size serves a whole copy, so that memory stays flat (SPEC X3). */
const pieceBytes = 1 << 20;
/** A copy may take this share of what is free: the result of a transcode needs room too. */
const shareOfFree = 0.5;

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
  readonly #onKept: (uuid: string) => void;
  #last: Promise<void> = Promise.resolve();

  /** @param onKept After the job's record says that its bytes survive a restart. */
  constructor(db: Database, jobs: JobStore, exchange: SourceExchange, onKept: (uuid: string) => void) {
    this.#db = db;
    this.#jobs = jobs;
    this.#exchange = exchange;
    this.#onKept = onKept;
  }

  /** Lends the file from now on, and copies it when its turn comes. Settles when that is done or given up. */
  async keep(keep: Keep): Promise<void> {
    this.#exchange.hold(keep.id, keep.file);
    this.#last = this.#last.then(() => this.#copy(keep)).catch(() => undefined);
    await this.#last;
  }

  async #copy({id, file, hasHandle}: Keep): Promise<void> {
    if (!(await this.#jobs.refersTo(id))) return;
    const copied = (await this.#fits(file.size)) && (await this.#write(id, file));
    if (!copied && !hasHandle) return;
    const tx = this.#db.transaction('sources', 'readwrite', strict);
    const record = await tx.store.get(id);
    if (record && copied) await tx.store.put({...record, copied: true});
    await tx.done;
    if (!record) {
      if (copied) await removeFrom('sources', id);
      return;
    }
    await this.#jobs.update(id, (job) => ({...job, kept: true}));
    this.#onKept(id);
    if (copied) this.#exchange.letGo(id);
  }

  async #fits(size: number): Promise<boolean> {
    const {quota = 0, usage = 0} = (await navigator.storage.estimate?.()) ?? {};
    return size <= (quota - usage) * shareOfFree;
  }

  /** @returns False when the copy could not be made, or is wanted no more; then nothing of it is left. */
  async #write(id: string, file: File): Promise<boolean> {
    let access: FileSystemSyncAccessHandle | undefined;
    try {
      const handle = await (await folder('sources')).getFileHandle(id, {create: true});
      access = await handle.createSyncAccessHandle();
      access.truncate(0);
      let written = 0;
      for await (const piece of piecesOf(file)) {
        if (!this.#exchange.has(id)) throw new Error('The file is wanted no more.');
        written += access.write(piece, {at: written});
      }
      if (written !== file.size) throw new Error('The file has another length than when it was added.');
      access.flush();
      access.close();
      return true;
    } catch {
      // No room, no file system, or the file has gone: the job lives from the file or its handle alone.
      access?.close();
      await removeFrom('sources', id);
      return false;
    }
  }
}

/** The bytes of a file, each piece valid until the next one is asked for. */
async function* piecesOf(file: File): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = byteReader(file);
  if (!reader) {
    for (let start = 0; start < file.size; start += pieceBytes) {
      yield new Uint8Array(await file.slice(start, start + pieceBytes).arrayBuffer());
    }
    return;
  }
  try {
    let buffer = new ArrayBuffer(pieceBytes);
    for (;;) {
      const {value, done} = await reader.read(new Uint8Array(buffer));
      if (!value || done) return;
      yield value;
      buffer = value.buffer;
    }
  } finally {
    // A copy that is given up midway reads no further. A file that broke has said so already.
    await reader.cancel().catch(() => undefined);
  }
}
