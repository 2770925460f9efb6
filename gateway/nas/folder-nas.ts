import {open, realpath, rm} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {join, sep} from 'node:path';
import {HttpError} from '../http/errors.ts';
import type {OpenFile} from '../http/send-file.ts';
import type {Nas} from './nas.ts';
import {nasSegments} from './nas-path.ts';

const absent = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EISDIR']);

/** A NAS that is a folder of this machine: a mount, or the data folder's `nas/`. */
export class FolderNas implements Nas {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async sizeOf(user: string, path: string): Promise<number | undefined> {
    const handle = await this.#find(user, path);
    if (handle === undefined) return undefined;
    const stats = await handle.stat().finally(() => handle.close());
    return stats.isFile() ? stats.size : undefined;
  }

  async open(user: string, path: string): Promise<OpenFile> {
    const handle = await this.#find(user, path);
    const stats = await handle?.stat({bigint: true});
    if (handle === undefined || stats?.isFile() !== true) {
      await handle?.close();
      throw new HttpError(404, 'There is no such file.');
    }
    const etag = `"${stats.ino.toString(36)}-${stats.size.toString(36)}-${stats.mtimeNs.toString(36)}"`;
    return {handle, sizeBytes: Number(stats.size), fileName: nasSegments(path).at(-1) ?? '', etag};
  }

  async remove(user: string, path: string): Promise<void> {
    const place = await this.#resolve(user, path);
    if (place !== undefined) await rm(place, {recursive: true, force: true});
  }

  async #find(user: string, path: string): Promise<FileHandle | undefined> {
    try {
      const place = await this.#resolve(user, path);
      return place === undefined ? undefined : await open(place, 'r');
    } catch (error) {
      if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      if (error instanceof HttpError) throw error;
      throw new HttpError(503, 'The NAS does not answer.', {}, {cause: error});
    }
  }

  /** The real place of a path. Links that leave the user's folder lead nowhere. */
  async #resolve(user: string, path: string): Promise<string | undefined> {
    const segments = nasSegments(path);
    try {
      const home = await realpath(join(this.#root, user));
      const place = await realpath(join(home, ...segments));
      return place.startsWith(home + sep) ? place : undefined;
    } catch (error) {
      if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  }
}
