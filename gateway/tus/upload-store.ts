import {mkdir, readFile, readdir, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {isId, newId, syncFile, syncFolder} from '../durable.ts';
import type {Content, NewUpload, StoredUpload} from './content.ts';
import {parseMetadata} from './metadata.ts';
import {readJournal} from './offset-journal.ts';

/** An upload as it is at this moment. */
export interface Upload extends StoredUpload {
  /** Bytes accepted: what HEAD tells, and what survives any death of ours. All of them: it is complete. */
  readonly offset: number;
  readonly expiresAt: Date;
}

/** How long an upload lives after its last byte. */
const uploadLifeMs = 7 * 24 * 3600 * 1000;
const knownUploads = 1000;

/**
 * Uploads on disk: a folder each, with what was said at creation (`upload.json`), the accepted offset (`offset`) and what
 * its {@link Content} adds. A folder appears and disappears by one rename, so there is no half upload.
 */
export class UploadStore {
  readonly content: Content;
  readonly #folder: string;
  /** Uploads that were asked for lately, as the disk has them: this process alone changes them. */
  readonly #known = new Map<string, Upload>();

  constructor(folder: string, content: Content) {
    this.#folder = folder;
    this.content = content;
  }

  /** What was said about an upload of this user; whose it is otherwise is nobody's business. */
  async peek(user: string, id: string): Promise<StoredUpload | undefined> {
    const upload = this.#known.get(id) ?? (await this.#read(id));
    return upload !== undefined && isOf(upload, user) ? upload : undefined;
  }

  /**
   * An upload of this user that has not expired, as it stands now.
   *
   * Unless its bytes are on our disk, only whoever holds the upload may ask: this may put right what a death left.
   */
  async find(user: string, id: string): Promise<Upload | undefined> {
    const known = this.#known.get(id);
    if (known !== undefined) return isOf(known, user) ? known : undefined;
    const upload = await this.#read(id);
    if (upload === undefined || !isOf(upload, user)) return undefined;
    try {
      return {...upload, offset: await this.content.acceptedBytes(upload, upload.journalled)};
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /**
   * Makes an upload of no bytes yet. A death of ours loses it no more, a power cut may until {@link sync}: then the
   * client makes another one, and has lost nothing.
   */
  async create({user, sizeBytes, metadata}: NewUpload): Promise<Upload> {
    const id = newId();
    const draft = join(this.#folder, `.new-${id}`);
    await mkdir(draft, {mode: 0o700});
    const files = {offset: '\n0\n', 'upload.json': JSON.stringify({user, sizeBytes, metadata})};
    for (const [name, content] of Object.entries(files)) await writeFile(join(draft, name), content, {mode: 0o600});
    await this.content.prepare(draft);
    await rename(draft, join(this.#folder, id));
    const upload = await this.#read(id);
    if (upload === undefined) throw new Error(`upload ${id} was lost right after it was made`);
    return this.remember(upload, 0);
  }

  /** Notes the offset that an upload's journal has by now. */
  remember(upload: StoredUpload, offset: number): Upload {
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

  /** Removes an upload. Where its bytes can't be removed now, that stays to be done ({@link settleDebts}). */
  async remove(id: string): Promise<void> {
    this.forget(id);
    await rename(join(this.#folder, id), join(this.#folder, `${gonePrefix}${id}`));
    await this.#settle(id).catch(() => undefined);
  }

  /** Removes what is left of removed uploads. @returns How many of them still can't be removed. */
  async settleDebts(): Promise<number> {
    const ids = (await readdir(this.#folder))
      .filter((name) => name.startsWith(gonePrefix))
      .map((name) => name.slice(gonePrefix.length));
    const settled = await Promise.allSettled(ids.map((id) => this.#settle(id)));
    return settled.filter(({status}) => status === 'rejected').length;
  }

  /** Ids of all uploads, whoever made them. */
  async ids(): Promise<readonly string[]> {
    return (await readdir(this.#folder)).filter(isId);
  }

  /** Whether an upload's time is over. */
  async isExpired(id: string): Promise<boolean> {
    const upload = await this.#read(id);
    return upload !== undefined && hasExpired(upload);
  }

  /** Removes what a death in mid-creation left; only while nothing else runs on the store. */
  async removeDrafts(): Promise<void> {
    const drafts = (await readdir(this.#folder)).filter((name) => name.startsWith('.new-'));
    for (const name of drafts) await rm(join(this.#folder, name), {recursive: true, force: true});
  }

  /** Removes a removed upload's bytes, and then all that is known of them. */
  async #settle(id: string): Promise<void> {
    const folder = join(this.#folder, `${gonePrefix}${id}`);
    const upload = await readUpload(folder, id);
    if (upload !== undefined) await this.content.remove(upload);
    await rm(folder, {recursive: true, force: true});
  }

  async #read(id: string): Promise<JournalledUpload | undefined> {
    return isId(id) ? readUpload(join(this.#folder, id), id) : undefined;
  }
}

const gonePrefix = '.gone-';

interface JournalledUpload extends StoredUpload {
  /** The offset that the journal has. */
  readonly journalled: number;
  readonly expiresAt: Date;
}

async function readUpload(folder: string, id: string): Promise<JournalledUpload | undefined> {
  try {
    const creation = parseCreation(await readFile(join(folder, 'upload.json'), 'utf8'));
    if (creation === undefined) return undefined;
    const {offset, changedAt} = await readJournal(join(folder, 'offset'));
    const fields = parseMetadata(creation.metadata) ?? new Map<string, string>();
    return {
      id,
      folder,
      ...creation,
      fields,
      journalled: offset,
      expiresAt: new Date(changedAt.getTime() + uploadLifeMs),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isOf(upload: {readonly user: string; readonly expiresAt: Date}, user: string): boolean {
  return upload.user === user && !hasExpired(upload);
}

function hasExpired({expiresAt}: {readonly expiresAt: Date}): boolean {
  return expiresAt.getTime() <= Date.now();
}

/** A power cut soon after creation may leave an empty file: then nothing was acknowledged, and there is no upload. */
function parseCreation(text: string): Creation | undefined {
  return text === '' ? undefined : Creation.parse(JSON.parse(text));
}

const Creation = z.object({
  user: z.string(),
  sizeBytes: z.number(),
  /** `Upload-Metadata` as it was sent. */
  metadata: z.string(),
});

export type Creation = z.infer<typeof Creation>;
