import {open, stat, statfs, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileSink} from '../http/write-body.ts';
import type {Content, ContentWriter, NewUpload, StoredUpload} from './content.ts';
import {tusError} from './errors.ts';

/** Bytes in the upload's own folder; what they become is for others to say (`/files/`, CONTRACT 3). */
export class DiskContent implements Content {
  readonly #folder: string;

  /** @param folder On the disk whose room counts. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async admit({sizeBytes}: NewUpload): Promise<void> {
    const {bavail, bsize} = await statfs(this.#folder);
    if (sizeBytes > bavail * bsize) throw tusError('noRoom');
  }

  async prepare(folder: string): Promise<void> {
    await writeFile(dataPathOf({folder}), '', {mode: 0o600});
  }

  async acceptedBytes(upload: StoredUpload, journalled: number): Promise<number> {
    return Math.min(journalled, (await stat(dataPathOf(upload))).size);
  }

  async open(upload: StoredUpload): Promise<ContentWriter> {
    const file = await open(dataPathOf(upload), 'r+');
    return {
      ...fileSink(file),
      sizeBytes: async () => (await file.stat()).size,
      truncate: (sizeBytes) => file.truncate(sizeBytes),
      flush: () => file.datasync(),
      close: () => file.close(),
    };
  }

  supersededBy(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  async finish(): Promise<void> {
    // They lie where they belong.
  }

  async withdraw(): Promise<void> {
    // A record has a file of its own.
  }

  async remove(): Promise<void> {
    // They go with the folder.
  }
}

/** The file with an upload's bytes. */
export function dataPathOf({folder}: {readonly folder: string}): string {
  return join(folder, 'data');
}
