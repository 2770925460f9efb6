import {constants, copyFile, link, open, readdir, rm, rename} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import type {Readable} from 'node:stream';
import {isId, newId, syncFolder} from './durable.ts';
import {IncomingBody} from './http/incoming-body.ts';
import type {ByteSource} from './http/read-ahead.ts';
import {fileSink, writeBody} from './http/write-body.ts';
import {HttpError} from './http/errors.ts';
import type {OpenFile} from './http/send-file.ts';

/**
 * Finished files of users, under names of our own making. A file never changes: what is replaced gets another id, so
 * the id is its ETag. A file that no record names is litter, and is removed at the next start.
 */
export class FileVault {
  readonly #folder: string;
  readonly #scratch: string;

  constructor(folder: string, scratch: string) {
    this.#folder = folder;
    this.#scratch = scratch;
  }

  /** Takes the bytes of a finished upload, which stays. @returns The file's id. */
  async adopt(dataPath: string): Promise<string> {
    const id = newId();
    try {
      await link(dataPath, this.pathOf(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
      await this.#copy(dataPath, id);
    }
    await syncFolder(this.#folder);
    return id;
  }

  /**
   * Writes a stream to its end.
   *
   * @param onPiece Sees each piece, in order.
   * @throws HttpError 413 above the limit; nothing is left then, nor after a cut.
   */
  async store(
    content: Readable,
    limitBytes: number,
    onPiece: (piece: Buffer) => void = () => undefined,
  ): Promise<{readonly id: string; readonly sizeBytes: number}> {
    const body = new IncomingBody(content);
    const id = newId();
    const draft = join(this.#scratch, id);
    const file = await open(draft, 'wx', 0o600);
    try {
      const {position, end} = await writeBody(body, fileSink(file), {position: 0, limitBytes, onPiece});
      if (end === 'too-long') throw new HttpError(413, 'The file is larger than this server takes.');
      if (end === 'cut') throw new HttpError(400, 'The file was cut before its end.');
      await file.datasync();
      await file.close();
      await rename(draft, this.pathOf(id));
      await syncFolder(this.#folder);
      return {id, sizeBytes: position};
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(draft, {force: true});
      throw error;
    }
  }

  /** @throws HttpError 404 if there is no such file. */
  async open(id: string, fileName: string): Promise<OpenFile> {
    try {
      const handle = await open(this.pathOf(id), 'r');
      return {source: toSource(handle), sizeBytes: (await handle.stat()).size, fileName, etag: `"${id}"`};
    } catch (error) {
      throw new HttpError(404, 'There is no such file.', {}, {cause: error});
    }
  }

  /** Where a file lies, to be read only. */
  pathOf(id: string): string {
    return join(this.#folder, id);
  }

  /** Removes files; those that somebody is reading at this moment may stay until the next start. */
  async remove(ids: Iterable<string>): Promise<void> {
    for (const id of ids) await rm(this.pathOf(id), {force: true}).catch(() => undefined);
  }

  /** Removes what a death left: files that no record names, and drafts. Only before the first request. */
  async removeLitter(named: ReadonlySet<string>): Promise<void> {
    const files = (await readdir(this.#folder)).filter((name) => isId(name) && !named.has(name));
    await this.remove(files);
    for (const name of await readdir(this.#scratch))
      await rm(join(this.#scratch, name), {recursive: true, force: true});
  }

  /** For file systems without links. */
  async #copy(dataPath: string, id: string): Promise<void> {
    const draft = join(this.#scratch, id);
    await copyFile(dataPath, draft, constants.COPYFILE_FICLONE);
    const file = await open(draft, 'r+');
    await file.datasync().finally(() => file.close());
    await rename(draft, this.pathOf(id));
  }
}

function toSource(handle: FileHandle): ByteSource {
  return {
    read: async (position, lengthBytes) => {
      const {buffer, bytesRead} = await handle.read(Buffer.allocUnsafe(lengthBytes), 0, lengthBytes, position);
      return buffer.subarray(0, bytesRead);
    },
    // It never does.
    check: () => Promise.resolve(),
    close: () => handle.close(),
  };
}
