import {mkdir, readFile, readdir, rename, rm, stat, statfs, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {isId, newId, syncFile, syncFolder} from '../durable.ts';
import {parseMetadata} from './metadata.ts';
import {readJournal} from './offset-journal.ts';

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

/** How long an upload lives after its last byte. */
const uploadLifeMs = 7 * 24 * 3600 * 1000;
const knownUploads = 1000;

/**
 * Uploads on disk: a folder each, with the bytes (`data`), what was said at creation (`upload.json`) and the accepted
 * offset (`offset`). A folder appears and disappears by one rename, so there is no half upload.
 */
export class UploadStore {
  readonly #folder: string;
  /** Uploads that were asked for lately, as the disk has them: this process alone changes them. */
  readonly #known = new Map<string, Upload>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** An upload of this user that has not expired; whose it is otherwise is nobody's business. */
  async find(user: string, id: string): Promise<Upload | undefined> {
    const upload = this.#known.get(id) ?? (await this.#read(id));
    return upload?.user === user && upload.expiresAt.getTime() > Date.now() ? upload : undefined;
  }

  /**
   * Makes an upload of no bytes yet. A death of ours loses it no more, a power cut may until {@link sync}: then the
   * client makes another one, and has lost nothing.
   */
  async create(user: string, sizeBytes: number, metadata: string): Promise<Upload> {
    const id = newId();
    const draft = join(this.#folder, `.new-${id}`);
    await mkdir(draft, {mode: 0o700});
    const files = {data: '', offset: '\n0\n', 'upload.json': JSON.stringify({user, sizeBytes, metadata})};
    for (const [name, content] of Object.entries(files)) await writeFile(join(draft, name), content, {mode: 0o600});
    await rename(draft, join(this.#folder, id));
    const upload = await this.#read(id);
    if (upload === undefined) throw new Error(`upload ${id} was lost right after it was made`);
    return this.remember(upload, 0);
  }

  /** Notes the offset that an upload's journal has by now. */
  remember(upload: Upload, offset: number): Upload {
    const now = {...upload, offset, expiresAt: new Date(Date.now() + uploadLifeMs)};
    this.forget(upload.id);
    this.#known.set(upload.id, now);
    const [oldest] = this.#known.keys();
    if (this.#known.size > knownUploads && oldest !== undefined) this.forget(oldest);
    return now;
  }

  /** The next one who asks for it reads the disk. */
  forget(id: string): void {
    this.#known.delete(id);
  }

  /** Settles when what there is about an upload, its bytes and its journal apart, would survive a power cut. */
  async sync(id: string): Promise<void> {
    const folder = join(this.#folder, id);
    await Promise.all([syncFile(join(folder, 'upload.json')), syncFolder(folder), syncFolder(this.#folder)]);
  }

  async remove(id: string): Promise<void> {
    this.forget(id);
    const gone = join(this.#folder, `.gone-${id}`);
    await rename(join(this.#folder, id), gone);
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
      const creation = parseCreation(await readFile(join(folder, 'upload.json'), 'utf8'));
      if (creation === undefined) return undefined;
      const journal = await readJournal(journalPath);
      // After a power cut the journal may be ahead of the bytes.
      const offset = Math.min(journal.offset, (await stat(dataPath)).size);
      const fields = parseMetadata(creation.metadata) ?? new Map<string, string>();
      const expiresAt = new Date(journal.changedAt.getTime() + uploadLifeMs);
      return {id, ...creation, fields, offset, expiresAt, dataPath, journalPath};
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/** A power cut soon after creation may leave an empty file: then nothing was acknowledged, and there is no upload. */
function parseCreation(text: string): z.infer<typeof Creation> | undefined {
  return text === '' ? undefined : Creation.parse(JSON.parse(text));
}

const Creation = z.object({user: z.string(), sizeBytes: z.number(), metadata: z.string()});
