import {JobError} from '../failure.ts';
import type {Source} from '../job.ts';
import type {Clock, FilesInUse, FileStore} from '../ports.ts';
import {Script} from './script.ts';

/** Files that are there or not, without bytes. Every source is there until it is removed. */
export class MemoryFileStore implements FileStore {
  readonly checking = new Script();
  readonly gone = new Set<string>();
  readonly renditions = new Set<string>();
  /** Bytes kept of each download. */
  readonly downloads = new Map<string, number>();
  readonly removedSources: string[] = [];
  sweeps = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async check({id}: Source, signal: AbortSignal): Promise<void> {
    await this.checking.play(this.#clock, signal);
    if (this.gone.has(id)) throw new JobError('source-missing', 'The file is no longer there.');
  }

  async hasRendition(uuid: string): Promise<boolean> {
    await Promise.resolve();
    return this.renditions.has(uuid);
  }

  async removeSource(sourceId: string): Promise<void> {
    await Promise.resolve();
    this.gone.add(sourceId);
    this.removedSources.push(sourceId);
  }

  async removeRendition(uuid: string): Promise<void> {
    await Promise.resolve();
    this.renditions.delete(uuid);
  }

  async removeDownload(uuid: string): Promise<void> {
    await Promise.resolve();
    this.downloads.delete(uuid);
  }

  async sweep(inUse: () => Promise<FilesInUse>): Promise<void> {
    const listed = {renditions: [...this.renditions], downloads: [...this.downloads.keys()]};
    const {renditionUuids, downloadUuids} = await inUse();
    for (const uuid of listed.renditions) if (!renditionUuids.has(uuid)) this.renditions.delete(uuid);
    for (const uuid of listed.downloads) if (!downloadUuids.has(uuid)) this.downloads.delete(uuid);
    this.sweeps += 1;
  }
}
