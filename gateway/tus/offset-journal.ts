import {open, stat} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';

/**
 * The offset that an upload has accepted, in an append-only file of lines.
 *
 * Each entry starts with a line break of its own and counts once its second one is there, so that a torn entry is
 * passed over. The file's last change is the time of the upload's last byte.
 */
export class OffsetJournal {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<OffsetJournal> {
    return new OffsetJournal(await open(path, 'a', 0o600));
  }

  async append(offset: number): Promise<void> {
    await this.#file.write(`\n${offset}\n`);
  }

  /** Settles when all entries are on the disk. */
  async sync(): Promise<void> {
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** What the journal at this path says, and when it last changed. */
export async function readJournal(path: string): Promise<{readonly offset: number; readonly changedAt: Date}> {
  const {size, mtime} = await stat(path);
  const file = await open(path, 'r');
  try {
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    await file.read(tail, 0, tail.length, size - tail.length);
    const entries = [...tail.toString('latin1').matchAll(/\n(\d+)(?=\n)/g)];
    return {offset: Number(entries.at(-1)?.[1] ?? 0), changedAt: mtime};
  } finally {
    await file.close();
  }
}

/** Room for two of the longest entries. */
const tailBytes = 64;
