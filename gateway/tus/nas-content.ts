import {readFile, readdir, rename} from 'node:fs/promises';
import {join, posix} from 'node:path';
import {z} from 'zod';
import {isId, syncFolder, writeDurably} from '../durable.ts';
import {nasSegments, ownFolder, partName, sharePath} from '../nas/nas-path.ts';
import {OpenWhileUsed} from '../nas/open-while-used.ts';
import {ShareError} from '../nas/share.ts';
import type {Share, ShareStat, ShareWriter} from '../nas/share.ts';
import type {Content, ContentWriter, NewUpload, StoredUpload} from './content.ts';

const writesAtOnce = 3;

type IsNeeded = (user: string, path: string, identifier: string) => Promise<boolean>;

/**
 * Bytes on the NAS, in a hidden part beside the file that they become (`/gateway/files/`, CONTRACT 4).
 *
 * [Note: the last byte] The file gets its name by a rename, after which nothing else tells that the upload is complete.
 * So the last byte counts only with the rename: until then an upload's offset stays below its size, and a client that
 * comes back sends that byte again. Before the rename the part's size and time are written down (`finishing`): a file at
 * the path that has them is this upload's, however the rename ended. Then that note becomes `finished`.
 */
export class NasContent implements Content {
  readonly #share: Share;
  readonly #uploads: string;
  readonly #isNeeded: IsNeeded;

  /**
   * @param uploads The folder with the uploads' folders.
   * @param isNeeded Whether a record names a file.
   */
  constructor(share: Share, uploads: string, isNeeded: IsNeeded) {
    this.#share = share;
    this.#uploads = uploads;
    this.#isNeeded = isNeeded;
  }

  async admit(upload: NewUpload): Promise<void> {
    const target = targetOf(upload);
    if (upload.sizeBytes > (await this.#share.freeBytes())) throw new ShareError('full', 'The NAS is full.');
    // First, so that a name that the NAS does not accept is found out by looking for it.
    await this.#share.makeFolders(posix.dirname(target));
    const found = await this.#share.stat(target);
    if (found !== undefined && !(await this.#mayReplace(upload, target, found))) throw taken();
  }

  async prepare(): Promise<void> {
    // The part comes with its first bytes.
  }

  async acceptedBytes(upload: StoredUpload, journalled: number): Promise<number> {
    if ((await readNote(upload.folder, 'finished')) !== undefined) return upload.sizeBytes;
    const note = await readNote(upload.folder, 'finishing');
    if (note !== undefined && isSame(note, await this.#share.stat(note.target))) {
      await this.#share.remove(partOf(upload));
      await noteFinished(upload);
      return upload.sizeBytes;
    }
    const part = await this.#share.stat(partOf(upload));
    return Math.max(0, Math.min(journalled, part?.sizeBytes ?? 0, upload.sizeBytes - 1));
  }

  open(upload: StoredUpload): Promise<ContentWriter> {
    let acknowledged = 0;
    const part = new OpenWhileUsed(() => this.#openPart(partOf(upload), acknowledged));
    return Promise.resolve({
      write: async (pieces, position) => {
        const bytes = Buffer.concat(pieces);
        await part.use((writer) => writer.write(bytes, position));
        acknowledged = position + bytes.length;
      },
      writesAtOnce,
      sizeBytes: () => part.use((writer) => writer.sizeBytes()),
      truncate: (sizeBytes) => part.use((writer) => writer.truncate(sizeBytes)),
      flush: () => part.use((writer) => writer.flush()),
      close: () => part.close(),
    });
  }

  async supersededBy(upload: StoredUpload): Promise<readonly string[]> {
    // Without leave to look they expire.
    const names = await this.#share.list(posix.dirname(targetOf(upload))).catch(() => []);
    return names
      .map((name) => /^\.carryon-(.+)\.part$/.exec(name)?.[1] ?? '')
      .filter((id) => isId(id) && id !== upload.id);
  }

  async finish(upload: StoredUpload): Promise<void> {
    const [part, target] = [partOf(upload), targetOf(upload)];
    const written = await this.#share.stat(part);
    if (written === undefined) throw new ShareError('failed', 'The NAS has lost the bytes of this upload.');
    const note = await writeNote(upload, written);
    await this.#share.rename(part, target, false).catch(async (error: unknown) => {
      if (!(error instanceof ShareError) || error.problem !== 'exists') throw error;
      const found = await this.#share.stat(target);
      if (isSame(note, found)) return this.#share.remove(part);
      if (found !== undefined && !(await this.#mayReplace(upload, target, found))) throw taken();
      return this.#share.rename(part, target, true);
    });
    await noteFinished(upload);
  }

  /** A file under the name that our client gives it, as this upload left it, and in no record: its job was given up. */
  async withdraw(upload: StoredUpload): Promise<void> {
    const note = await noteOf(upload.folder);
    const {path, identifier} = namesOf(upload);
    if (note === undefined || ownFolder(path, identifier) === undefined) return;
    if (!isSame(note, await this.#share.stat(note.target))) return;
    if (await this.#isNeeded(upload.user, path, identifier)) return;
    await this.#share.remove(note.target);
    await this.#removeOwnFolder(upload);
  }

  async remove(upload: StoredUpload): Promise<void> {
    if ((await readNote(upload.folder, 'finished')) !== undefined) return;
    await this.#share.remove(partOf(upload));
    await this.#removeOwnFolder(upload);
  }

  async #removeOwnFolder(upload: StoredUpload): Promise<void> {
    const {path, identifier} = namesOf(upload);
    const folder = ownFolder(path, identifier);
    if (folder !== undefined) await this.#share.removeIfEmpty(sharePath(upload.user, folder));
  }

  /** Opens a part that holds so many bytes at least: what was acknowledged must not have become a hole. */
  async #openPart(part: string, leastBytes: number): Promise<ShareWriter> {
    const writer = await this.#share.openForWriting(part).catch(async (error: unknown) => {
      if (!(error instanceof ShareError) || error.problem !== 'not-found') throw error;
      // Somebody cleaned up.
      await this.#share.makeFolders(posix.dirname(part));
      return this.#share.openForWriting(part);
    });
    try {
      if ((await writer.sizeBytes()) < leastBytes) {
        throw new ShareError('failed', 'The NAS has lost bytes of this upload.');
      }
      return writer;
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  /** Whether the file at an upload's path may go: because it says so, or because it is the same file once more. */
  async #mayReplace({user, fields}: NewUpload, target: string, found: ShareStat): Promise<boolean> {
    if (found.type === 'folder') return false;
    if (['true', '1'].includes(fields.get('overwrite') ?? '')) return true;
    const identifier = fields.get('identifier') ?? '';
    if (identifier === '') return false;
    for (const id of (await readdir(this.#uploads)).filter(isId)) {
      const note = await noteOf(join(this.#uploads, id));
      if (note?.target === target && note.user === user && note.identifier === identifier && isSame(note, found)) {
        return true;
      }
    }
    return false;
  }
}

/** What the file is like that an upload became. */
const Note = z.object({
  user: z.string(),
  identifier: z.string(),
  target: z.string(),
  sizeBytes: z.number(),
  modifiedAtNs: z.string(),
});

type Note = z.infer<typeof Note>;

async function writeNote(upload: StoredUpload, {sizeBytes, modifiedAtNs}: ShareStat): Promise<Note> {
  const identifier = upload.fields.get('identifier') ?? '';
  const file = {sizeBytes, modifiedAtNs: String(modifiedAtNs)};
  const note: Note = {user: upload.user, identifier, target: targetOf(upload), ...file};
  await writeDurably(join(upload.folder, 'finishing'), JSON.stringify(note));
  return note;
}

async function noteFinished({folder}: StoredUpload): Promise<void> {
  await rename(join(folder, 'finishing'), join(folder, 'finished'));
  await syncFolder(folder);
}

async function noteOf(folder: string): Promise<Note | undefined> {
  return (await readNote(folder, 'finished')) ?? (await readNote(folder, 'finishing'));
}

async function readNote(folder: string, name: 'finishing' | 'finished'): Promise<Note | undefined> {
  try {
    return Note.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isSame(note: Note, found: ShareStat | undefined): boolean {
  return (
    found?.type === 'file' && found.sizeBytes === note.sizeBytes && String(found.modifiedAtNs) === note.modifiedAtNs
  );
}

function namesOf({fields}: NewUpload): {readonly path: string; readonly identifier: string} {
  return {path: nasSegments(fields.get('path') ?? '').join('/'), identifier: fields.get('identifier') ?? ''};
}

function targetOf({user, fields}: NewUpload): string {
  return sharePath(user, fields.get('path') ?? '');
}

function partOf(upload: StoredUpload): string {
  return posix.join(posix.dirname(targetOf(upload)), partName(upload.id));
}

const taken = () => new ShareError('exists', 'Another file of this name is already on the NAS.');
