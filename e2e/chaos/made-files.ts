import {randomBytes} from 'node:crypto';
import {copyFile, mkdir, mkdtemp, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {sampleMedia, sha256OfFile} from '../support/media.ts';
import {putOnServer} from '../support/server-files.ts';
import type {PlannedDownload, PlannedFile} from './planned-jobs.ts';
import type {Stage} from './round.ts';

export interface MadeFile {
  readonly path: string;
  readonly sha256: string;
  /** No film can be made of it. */
  readonly isSpoilt: boolean;
}

/** A file that lies where it can be fetched. */
export interface OfferedFile {
  readonly planned: PlannedDownload;
  /** As a host page says it. */
  readonly url: string;
  /** Of each state that it has been in. */
  readonly sha256s: readonly string[];
  /** Puts another file of the same size in its place, in one step. */
  replace(): Promise<void>;
}

/** The files of one round: on disk as a person's are, and where downloads come from. */
export class RoundFiles {
  readonly #folder: string;
  readonly #stage: Stage;
  #count = 0;

  private constructor(folder: string, stage: Stage) {
    this.#folder = folder;
    this.#stage = stage;
  }

  static async open(stage: Stage): Promise<RoundFiles> {
    return new RoundFiles(await mkdtemp(join(tmpdir(), 'carryon-chaos-')), stage);
  }

  async make(planned: PlannedFile): Promise<MadeFile> {
    const path = await this.#pathFor('name' in planned ? planned.name : planned.medium);
    if ('name' in planned) await writeFile(path, randomBytes(planned.bytes));
    else await copyFile(await sampleMedia(planned.medium), path);
    return {path, sha256: await sha256OfFile(path), isSpoilt: 'medium' in planned && planned.medium === 'garbage.mp4'};
  }

  async offer(planned: PlannedDownload): Promise<OfferedFile> {
    const sha256s: string[] = [];
    const put = async () => {
      const {path, sha256} = await this.make(planned);
      sha256s.push(sha256);
      return await (planned.from === 'server'
        ? putOnServer(this.#stage.gateway, path)
        : this.#putOnNas(path, planned.name));
    };
    const place = await put();
    const link = `${this.#stage.intranet.url}/gateway/files?path=${encodeURIComponent(place)}`;
    const url = planned.from === 'nas-link' ? link : place;
    return {planned, url, sha256s, replace: async () => void (await put())};
  }

  async remove(): Promise<void> {
    await rm(this.#folder, {recursive: true, force: true});
  }

  /** A folder of its own: two files of one name are two files. */
  async #pathFor(name: string): Promise<string> {
    const folder = join(this.#folder, String(this.#count++));
    await mkdir(folder);
    return join(folder, name);
  }

  /** @returns Its path for the user. */
  async #putOnNas(path: string, name: string): Promise<string> {
    const place = join(this.#stage.nas, 'alice', offeredFolder, name);
    await mkdir(dirname(place), {recursive: true});
    await rename(path, place);
    return `${offeredFolder}/${name}`;
  }
}

/** Where the files for downloads lie on the NAS. */
export const offeredFolder = 'offered';
