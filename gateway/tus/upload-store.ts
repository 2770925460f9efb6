import {mkdir, open, readFile, readdir, rename, rm, stat, statfs} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {isId, newId, syncFolder, writeDurably} from '../durable.ts';
import {parseMetadata} from './metadata.ts';
import {OffsetJournal, readJournal} from './offset-journal.ts';

/** An upload as it is on the disk at this moment. */
export interface Upload {
  readonly id: string;
  readonly user: string;
  readonly sizeBytes: number;
  /** Bytes accepted: what HEAD tells, and what survives any death of ours. */
  readonly offset: number;
  /** `Upload-Metadata` as it was sent. */
  readonly metadata: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly expiresAt: Date;
  readonly dataPath: string;
  readonly journalPath: string;
}

const lifeMs = 7 * 24 * 3600 * 1000;

/**
 * Uploads on disk: a folder each, with the bytes (`data`), what was said at creation (`upload.json`) and the accepted
 * offset (`offset`). A folder appears and disappears by one rename, so there is no half upload.
 */
export class UploadStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** An upload of this user that has not expired; whose it is otherwise is nobody's business. */
  async find(user: string, id: string): Promise<Upload | undefined> {
    const upload = await this.#read(id);
    return upload?.user === user && upload.expiresAt.getTime() > Date.now() ? upload : undefined;
  }

  async create(user: string, sizeBytes: number, metadata: string): Promise<Upload> {
    const id = newId();
    const draft = join(this.#folder, `.new-${id}`);
    await mkdir(draft, {mode: 0o700});
    await (await open(join(draft, 'data'), 'wx', 0o600)).close();
    const journal = await OffsetJournal.open(join(draft, 'offset'));
    await journal.append(0);
    await journal.close();
    await writeDurably(join(draft, 'upload.json'), JSON.stringify({user, sizeBytes, metadata}));
    await rename(draft, join(this.#folder, id));
    await syncFolder(this.#folder);
    const upload = await this.#read(id);
    if (upload === undefined) throw new Error(`upload ${id} was lost right after it was made`);
    return upload;
  }

  async remove(id: string): Promise<void> {
    const gone = join(this.#folder, `.gone-${id}`);
    await rename(join(this.#folder, id), gone);
    await syncFolder(this.#folder);
    await rm(gone, {recursive: true, force: true});
  }

  /** Bytes that the disk still takes. */
  async freeBytes(): Promise<number> {
    const {bavail, bsize} = await statfs(this.#folder);
    return bavail * bsize;
  }

  /** Ids of all uploads, whoever made them. */
  async ids(): Promise<readonly string[]> {
    return (await readdir(this.#folder)).filter(isId);
  }

  /** Whether an upload's time is over. */
  async isExpired(id: string): Promise<boolean> {
    const upload = await this.#read(id);
    return upload !== undefined && upload.expiresAt.getTime() <= Date.now();
  }

  /** Removes what a death in mid-creation or mid-removal left; only while nothing else runs on the store. */
  async removeLeftovers(): Promise<void> {
    const leftovers = (await readdir(this.#folder)).filter((name) => name.startsWith('.'));
    for (const name of leftovers) await rm(join(this.#folder, name), {recursive: true, force: true});
  }

  async #read(id: string): Promise<Upload | undefined> {
    if (!isId(id)) return undefined;
    const folder = join(this.#folder, id);
    const dataPath = join(folder, 'data');
    const journalPath = join(folder, 'offset');
    try {
      const creation = Creation.parse(JSON.parse(await readFile(join(folder, 'upload.json'), 'utf8')));
      const journal = await readJournal(journalPath);
      // After a power cut the journal may be ahead of the bytes.
      const offset = Math.min(journal.offset, (await stat(dataPath)).size);
      const fields = parseMetadata(creation.metadata) ?? new Map<string, string>();
      const expiresAt = new Date(journal.changedAt.getTime() + lifeMs);
      return {id, ...creation, fields, offset, expiresAt, dataPath, journalPath};
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

const Creation = z.object({user: z.string(), sizeBytes: z.number(), metadata: z.string()});
