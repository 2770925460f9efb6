import type {DownloadPart, DownloadRecord, RemoteFile} from '../database.ts';
import type {DownloadJournal} from './download-journal.ts';
import {joinedFiles} from './joined-file.ts';
import {OpenPart} from './open-part.ts';
import type {PartFolder} from './part-folder.ts';
import {bytesIn, gapsBetween, inOrder, type Gap} from './ranges.ts';

/** What is kept of one download, and what its journal says of that: the journal never says more than there is. */
export class KeptBytes {
  readonly #uuid: string;
  readonly #journal: DownloadJournal;
  readonly #folder: PartFolder;
  readonly #parts = new Map<string, DownloadPart>();
  #last: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #remote: RemoteFile | undefined;
  #handle: FileSystemFileHandle | undefined;

  private constructor(uuid: string, journal: DownloadJournal, folder: PartFolder) {
    this.#uuid = uuid;
    this.#journal = journal;
    this.#folder = folder;
  }

  /** Reads the journal, and looks whether what it says is there. What no line of it speaks of is removed. */
  static async open(uuid: string, journal: DownloadJournal, folder: PartFolder): Promise<KeptBytes> {
    const kept = new KeptBytes(uuid, journal, folder);
    const record = await journal.read(uuid);
    kept.#remote = record?.remote;
    kept.#handle = record?.handle;
    for (const part of record?.parts ?? []) {
      const file = await folder.open(part.name).catch(() => undefined);
      if (file && file.size >= part.length) kept.#parts.set(part.name, part);
    }
    for (const name of await folder.names()) if (!kept.#parts.has(name)) await folder.remove(name);
    return kept;
  }

  /** The file at the server that these bytes are of. */
  get remote(): RemoteFile | undefined {
    return this.#remote;
  }

  /** Where the whole is to go by itself. */
  get handle(): FileSystemFileHandle | undefined {
    return this.#handle;
  }

  get bytes(): number {
    return bytesIn([...this.#parts.values()]);
  }

  get isWhole(): boolean {
    return this.#remote?.size !== undefined && this.gaps.length === 0;
  }

  /** What is missing; nothing while nobody knows how much there is. */
  get gaps(): readonly Gap[] {
    return this.#remote?.size === undefined ? [] : gapsBetween([...this.#parts.values()], this.#remote.size);
  }

  /** From now on the bytes are of this file, or it has turned out to be so large. */
  async adopt(remote: RemoteFile): Promise<void> {
    this.#remote = remote;
    await this.#write();
  }

  /** Begins a part, under a name that no run has had before. */
  async begin(start: number, now: () => number): Promise<OpenPart> {
    const name = `${start}-${crypto.getRandomValues(new Uint32Array(2)).join('')}`;
    return new OpenPart(name, start, await this.#folder.create(name), now);
  }

  /** What an open part has kept so far is kept from now on. */
  async note({name, start, kept}: OpenPart): Promise<void> {
    if (kept === 0 || this.#parts.get(name)?.length === kept) return;
    this.#parts.set(name, {name, start, length: kept});
    await this.#write();
  }

  /** @throws DOMException `QuotaExceededError` when the browser will not take so many bytes more. */
  async claim(bytes: number): Promise<void> {
    await this.#folder.claim(bytes);
  }

  /** @throws JobError `source-missing`. */
  async files(): Promise<readonly Blob[]> {
    return await joinedFiles([...this.#parts.values()], this.#folder);
  }

  /** Forgets the file at the server and removes all bytes of it. */
  async reset(): Promise<void> {
    this.#parts.clear();
    this.#remote = undefined;
    await this.#write();
    for (const name of await this.#folder.names()) await this.#folder.remove(name);
  }

  /** What comes while one write is under way goes with the next. */
  async #write(): Promise<void> {
    if (!this.#next) {
      this.#next = this.#last.then(async () => {
        this.#next = undefined;
        await this.#journal.write(this.#record());
      });
      this.#last = this.#next.catch(() => undefined);
    }
    await this.#next;
  }

  #record(): DownloadRecord {
    const record: DownloadRecord = {
      uuid: this.#uuid,
      parts: inOrder(this.#parts.values()),
      ...(this.#remote && {remote: this.#remote}),
      ...(this.#handle && {handle: this.#handle}),
    };
    return record;
  }
}
