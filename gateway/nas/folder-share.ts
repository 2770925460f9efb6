import {constants} from 'node:fs';
import {
  access,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  unlink,
} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {dirname, join, sep} from 'node:path';
import {syncFolder} from '../durable.ts';
import {sentences, shareErrorOf, unlessKept} from './share-problems.ts';
import {ShareError} from './share.ts';
import type {Share, ShareReader, ShareStat, ShareWriter} from './share.ts';

const answerWithinMs = 2000;

/** A share that is a folder of this machine: a mount, or the data folder's `nas/`. */
export class FolderShare implements Share {
  readonly #root: string;
  readonly #look: typeof access;
  #answer: Promise<boolean> | undefined;

  /** @param look How it is asked whether it is there. */
  constructor(root: string, look: typeof access = access) {
    this.#root = root;
    this.#look = look;
  }

  async stat(path: string): Promise<ShareStat | undefined> {
    try {
      return await this.#run(async () => toStat(await stat(await this.#existing(path), {bigint: true})));
    } catch (error) {
      if ((error as ShareError).problem === 'not-found') return undefined;
      throw error;
    }
  }

  openForReading(path: string): Promise<ShareReader> {
    return this.#run(async () => {
      const file = await open(await this.#existing(path), constants.O_RDONLY | constants.O_NONBLOCK);
      const found = await file.stat({bigint: true});
      if (!found.isFile()) {
        await file.close();
        throw new ShareError('not-found', 'There is no such file on the NAS.');
      }
      return new FolderReader(file, toStat(found));
    });
  }

  openForWriting(path: string): Promise<ShareWriter> {
    return this.#run(async () => {
      const place = await this.#newPlace(path);
      const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
      return new FolderWriter(await open(place, flags, 0o640), dirname(place));
    });
  }

  makeFolders(path: string): Promise<void> {
    return this.#run(async () => {
      const names = path.split('/');
      for (let depth = 1; depth <= names.length; depth += 1) {
        // One after the other, each below what the one above really is: a link may lead out of the user's folder.
        const above = names.slice(0, depth).join('/');
        await mkdir(await this.#newPlace(above), {mode: 0o750}).catch(unlessThere);
        if ((await stat(await this.#existing(above))).isDirectory()) continue;
        throw new ShareError('exists', 'A file is where the folder has to be.');
      }
    });
  }

  rename(from: string, to: string, mayReplace: boolean): Promise<void> {
    return this.#run(async () => {
      const [source, target] = await Promise.all([this.#existing(from), this.#newPlace(to)]);
      if (mayReplace) await rename(source, target);
      else await renameToFree(source, target);
      await syncFolder(dirname(target));
    });
  }

  async remove(path: string): Promise<void> {
    if ((await this.stat(path)) === undefined) return;
    await this.#run(async () => rm(await this.#existing(path), {recursive: true, force: true}));
  }

  async removeIfEmpty(path: string): Promise<void> {
    await this.#run(async () => rmdir(await this.#existing(path))).catch(unlessKept);
  }

  async list(path: string): Promise<readonly string[]> {
    if ((await this.stat(path)) === undefined) return [];
    return this.#run(async () => readdir(await this.#existing(path)));
  }

  freeBytes(): Promise<number> {
    return this.#run(async () => {
      const {bavail, bsize} = await statfs(this.#root);
      return bavail * bsize;
    });
  }

  async isUp(): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, answerWithinMs, false).unref());
    // Asked again only when it has answered: a mount that hangs keeps one of the few threads of Node, and not all.
    this.#answer ??= this.#look(this.#root, constants.W_OK)
      .then(
        () => true,
        () => false,
      )
      .finally(() => (this.#answer = undefined));
    return Promise.race([this.#answer, late]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Makes sure that what is missing is not the share itself. */
  async #run<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const failure = toShareError(error);
      if (failure.problem !== 'not-found') throw failure;
      await access(this.#root).catch((cause: unknown) => {
        throw new ShareError('gone', sentences.gone, {cause});
      });
      throw failure;
    }
  }

  /** The real place of what is at a path. */
  async #existing(path: string): Promise<string> {
    // Node would put another character there.
    if (/\p{Surrogate}/u.test(path)) throw new ShareError('name', sentences.name);
    const home = await realpath(join(this.#root, path.split('/')[0] ?? ''));
    const place = await realpath(join(this.#root, path));
    if (place === home || place.startsWith(home + sep)) return place;
    throw new ShareError('not-found', 'A link on the NAS leads out of this folder.');
  }

  /** The real place of a name that may not be there yet; its folder is. */
  async #newPlace(path: string): Promise<string> {
    const names = path.split('/');
    const name = names.at(-1) ?? '';
    if (/\p{Surrogate}/u.test(name)) throw new ShareError('name', sentences.name);
    return join(await this.#existing(names.slice(0, -1).join('/')), name);
  }
}

class FolderReader implements ShareReader {
  readonly stat: ShareStat;
  readonly #file: FileHandle;

  constructor(file: FileHandle, found: ShareStat) {
    this.#file = file;
    this.stat = found;
  }

  read(position: number, lengthBytes: number): Promise<Buffer> {
    return translated(async () => {
      const {bytesRead, buffer} = await this.#file.read(Buffer.allocUnsafe(lengthBytes), 0, lengthBytes, position);
      return buffer.subarray(0, bytesRead);
    });
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

class FolderWriter implements ShareWriter {
  readonly #file: FileHandle;
  readonly #folder: string;
  #last: Promise<void> = Promise.resolve();

  constructor(file: FileHandle, folder: string) {
    this.#file = file;
    this.#folder = folder;
  }

  sizeBytes(): Promise<number> {
    return translated(async () => (await this.#file.stat()).size);
  }

  write(bytes: Buffer, position: number): Promise<void> {
    // The system may carry out at once what it is given at once, in any order.
    const turn = this.#last.then(() => translated(() => this.#writeAll(bytes, position)));
    this.#last = turn;
    turn.catch(() => undefined);
    return turn;
  }

  truncate(sizeBytes: number): Promise<void> {
    return translated(() => this.#file.truncate(sizeBytes));
  }

  flush(): Promise<void> {
    return translated(async () => {
      await this.#file.datasync();
      await syncFolder(this.#folder);
    });
  }

  close(): Promise<void> {
    return this.#file.close().catch(() => undefined);
  }

  /** A system may write less than it is given (a disk that fills up): it says why at the next attempt. */
  async #writeAll(bytes: Buffer, position: number): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const left = bytes.length - written;
      written += (await this.#file.write(bytes, written, left, position + written)).bytesWritten;
    }
  }
}

/** A link fails where a rename would replace. */
async function renameToFree(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await areSame(source, target))) return unlink(source);
    if (!withoutLinks.has(code ?? '')) throw error;
    // A file system that has no links: the best that is left.
    await stat(source);
    const isFree = await lstat(target).then(
      () => false,
      () => true,
    );
    if (!isFree) throw new ShareError('exists', sentences.exists, {cause: error});
    return rename(source, target);
  }
  await unlink(source);
}

const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Two names of one file: a rename that was cut short after its link. */
async function areSame(source: string, target: string): Promise<boolean> {
  const [one, other] = await Promise.all([lstat(source, {bigint: true}), lstat(target, {bigint: true})]);
  return one.ino === other.ino && one.dev === other.dev;
}

function toStat(found: {isFile(): boolean; size: bigint; mtimeNs: bigint}): ShareStat {
  return {type: found.isFile() ? 'file' : 'folder', sizeBytes: Number(found.size), modifiedAtNs: found.mtimeNs};
}

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toShareError(error);
  }
}

function unlessThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}

function toShareError(error: unknown): ShareError {
  return error instanceof ShareError ? error : shareErrorOf((error as NodeJS.ErrnoException).code, error);
}
