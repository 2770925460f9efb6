import {randomBytes} from 'node:crypto';
import {copyFile, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {sampleMedia, sha256OfFile} from '../support/media.ts';
import type {PlannedFile} from './scenario.ts';

export interface MadeFile {
  readonly path: string;
  readonly sha256: string;
  /** No film can be made of it. */
  readonly isSpoilt: boolean;
}

/** The files of one round, on disk as a person's are. */
export class RoundFiles {
  readonly #folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<RoundFiles> {
    return new RoundFiles(await mkdtemp(join(tmpdir(), 'carryon-chaos-')));
  }

  async make(planned: PlannedFile): Promise<MadeFile> {
    // A folder of its own: two files of one name are two files.
    const folder = join(this.#folder, String(this.#count++));
    await mkdir(folder);
    const path = join(folder, 'name' in planned ? planned.name : planned.medium);
    if ('name' in planned) await writeFile(path, randomBytes(planned.bytes));
    else await copyFile(await sampleMedia(planned.medium), path);
    return {path, sha256: await sha256OfFile(path), isSpoilt: 'medium' in planned && planned.medium === 'garbage.mp4'};
  }

  async remove(): Promise<void> {
    await rm(this.#folder, {recursive: true, force: true});
  }
}
