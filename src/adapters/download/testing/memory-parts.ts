import type {DownloadRecord} from '../../database.ts';
import type {DownloadJournal} from '../download-journal.ts';
import type {PartFile, PartFolder} from '../part-folder.ts';

/** Parts in memory: what outlives a context that is killed. */
export class MemoryParts implements PartFolder {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** All files together may be so large. */
  roomBytes = Infinity;

  async create(name: string): Promise<PartFile> {
    await Promise.resolve();
    if (this.files.has(name)) throw new Error(`${name} is there already.`);
    this.files.set(name, new Uint8Array(0));
    return {
      canFlush: true,
      write: async (bytes) => {
        await Promise.resolve();
        const before = this.files.get(name) ?? new Uint8Array(0);
        this.#check(bytes.length);
        const joined = new Uint8Array(before.length + bytes.length);
        joined.set(before);
        joined.set(bytes, before.length);
        this.files.set(name, joined);
      },
      flush: async () => await Promise.resolve(),
      close: async () => await Promise.resolve(),
    };
  }

  async open(name: string): Promise<Blob> {
    await Promise.resolve();
    const bytes = this.files.get(name);
    if (!bytes) throw new DOMException('There is no such file.', 'NotFoundError');
    return new Blob([bytes]);
  }

  async names(): Promise<readonly string[]> {
    await Promise.resolve();
    return [...this.files.keys()];
  }

  async remove(name: string): Promise<void> {
    await Promise.resolve();
    this.files.delete(name);
  }

  async claim(bytes: number): Promise<void> {
    await Promise.resolve();
    this.#check(bytes);
  }

  #check(more: number): void {
    const used = [...this.files.values()].reduce((sum, {length}) => sum + length, 0);
    if (used + more > this.roomBytes) throw new DOMException('No room.', 'QuotaExceededError');
  }
}

/** A journal in memory. */
export class MemoryDownloads implements DownloadJournal {
  record: DownloadRecord | undefined;

  async read(): Promise<DownloadRecord | undefined> {
    await Promise.resolve();
    return this.record;
  }

  async write({handle, ...record}: DownloadRecord): Promise<void> {
    await Promise.resolve();
    this.record = {...structuredClone(record), ...(handle && {handle})};
  }
}
