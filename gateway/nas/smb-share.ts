import {ShareError} from './share.ts';
import type {Share, ShareReader, ShareStat, ShareWriter} from './share.ts';
import {sentences, unlessKept} from './share-problems.ts';
import {SmbPool} from './smb-pool.ts';
import {SmbProcess} from './smb-process.ts';
import type {SmbQuestion, SmbSetup} from './smb-process.ts';
import {isSmbName} from './smb-url.ts';
import type {SmbPlace} from './smb-url.ts';
import {SmbReader, SmbWriter, readStat} from './smb-transfers.ts';

export interface SmbOptions {
  /** A server that says nothing for so long costs the transfer that asked it. */
  readonly silenceMs?: number;
  /** How long a transfer waits for its turn. */
  readonly waitMs?: number;
  readonly library?: string;
  /** Told in one line, once, that the library is not there. */
  readonly warn?: (line: string) => void;
}

const answerWithinMs = 2000;
const restAfterRefusalMs = 60_000;

/**
 * A share on an SMB server. The library that speaks SMB blocks and can crash, so it lives in processes of its own: one
 * for each transfer (four at most), one for everything else, and one that only asks whether the server is there.
 *
 * Links are the server's affair: it does not show them, and follows none that lead out of the share (Samba's
 * `wide links = no`).
 */
export class SmbShare implements Share {
  readonly #setup: SmbSetup;
  readonly #transfers: SmbPool;
  readonly #commands: SmbPool;
  #health: SmbProcess | undefined;
  #answer: Promise<boolean> | undefined;
  /** No question whether it is there before this. */
  #restsUntil = 0;

  constructor(place: SmbPlace, password: string, options: SmbOptions = {}) {
    const {silenceMs = 15_000, waitMs = 15_000, library = 'libsmbclient.so.0', warn = () => undefined} = options;
    let isWarned = false;
    const onLibraryMissing = (reason: string) => {
      if (!isWarned) warn(`The NAS cannot be reached without Samba's library (apt install libsmbclient): ${reason}`);
      isWarned = true;
    };
    this.#setup = {...place, password, library, silenceMs, onLibraryMissing};
    const start = () => new SmbProcess(this.#setup);
    this.#transfers = new SmbPool(start, 4, waitMs);
    this.#commands = new SmbPool(start, 1, Infinity);
  }

  async stat(path: string): Promise<ShareStat | undefined> {
    try {
      return readStat(await this.#command({call: 'stat', path: checked(path)}));
    } catch (error) {
      if ((error as ShareError).problem === 'not-found') return undefined;
      throw error;
    }
  }

  async openForReading(path: string): Promise<ShareReader> {
    const process = await this.#transfers.take();
    const release = () => this.#transfers.giveBack(process);
    try {
      const found = readStat(await process.ask({call: 'openForReading', path: checked(path)}));
      return new SmbReader(process, found, release);
    } catch (error) {
      release();
      throw isOf(error, 'exists') ? new ShareError('not-found', sentences['not-found'], {cause: error}) : error;
    }
  }

  async openForWriting(path: string): Promise<ShareWriter> {
    const process = await this.#transfers.take();
    const release = () => this.#transfers.giveBack(process);
    try {
      await process.ask({call: 'openForWriting', path: checked(path)});
      return new SmbWriter(process, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  async makeFolders(path: string): Promise<void> {
    await this.#command({call: 'makeFolders', path: checked(path)});
  }

  async rename(from: string, to: string, mayReplace: boolean): Promise<void> {
    await this.#command({call: 'rename', from: checked(from), to: checked(to), mayReplace});
  }

  async remove(path: string): Promise<void> {
    await this.#command({call: 'remove', path: checked(path)}).catch(unlessAbsent);
  }

  async removeIfEmpty(path: string): Promise<void> {
    await this.#command({call: 'removeIfEmpty', path: checked(path)}).catch(unlessKept);
  }

  async list(path: string): Promise<readonly string[]> {
    return (
      ((await this.#command({call: 'list', path: checked(path)}).catch(unlessAbsent)) as string[] | undefined) ?? []
    );
  }

  async freeBytes(): Promise<number> {
    return (await this.#command({call: 'freeBytes'})) as number;
  }

  isUp(): Promise<boolean> {
    this.#answer ??= this.#askWhetherUp().finally(() => (this.#answer = undefined));
    return Promise.race([
      this.#answer,
      new Promise<boolean>((resolve) => setTimeout(resolve, answerWithinMs, false).unref()),
    ]);
  }

  close(): Promise<void> {
    this.#transfers.close();
    this.#commands.close();
    this.#health?.end();
    return Promise.resolve();
  }

  async #command(question: SmbQuestion): Promise<unknown> {
    const process = await this.#commands.take();
    return process.ask(question).finally(() => this.#commands.giveBack(process));
  }

  async #askWhetherUp(): Promise<boolean> {
    // Asked with the same wrong password again and again, a server locks the account.
    if (performance.now() < this.#restsUntil) return false;
    if (this.#health === undefined || this.#health.isGone) this.#health = new SmbProcess(this.#setup);
    return this.#health.ask({call: 'answer'}).then(
      (isFolder) => isFolder === true,
      (error: unknown) => {
        if (isOf(error, 'refused')) this.#restsUntil = performance.now() + restAfterRefusalMs;
        return false;
      },
    );
  }
}

/** @throws ShareError `name` */
function checked(path: string): string {
  if (path.split('/').every(isSmbName)) return path;
  throw new ShareError('name', sentences.name);
}

function unlessAbsent(error: unknown): undefined {
  if (!isOf(error, 'not-found')) throw error;
}

function isOf(error: unknown, problem: ShareError['problem']): boolean {
  return error instanceof ShareError && error.problem === problem;
}
