import {constants, copyFile, link, mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {FastifyBaseLogger} from 'fastify';
import {newId} from '../durable.ts';
import type {FileVault} from '../file-vault.ts';
import {DeckRefused} from './deck-engine.ts';
import type {DeckEngine} from './deck-engine.ts';
import {FairQueue} from './fair-queue.ts';
import type {JobStore} from './job-store.ts';
import type {Job} from './job.ts';

/** Packs what a folder holds into a zip, without the folder itself; on the disk when the promise settles. */
export type ZipFolder = (folder: string, zipPath: string, signal: AbortSignal) => Promise<void>;

export interface JobRunnerOptions {
  readonly store: JobStore;
  readonly vault: FileVault;
  /** For work in progress; emptied at each start. */
  readonly scratch: string;
  readonly engine: DeckEngine;
  readonly zipFolder: ZipFolder;
  /** Jobs that are converted at the same time. */
  readonly workers: number;
  readonly log: FastifyBaseLogger;
  /** Takes the Jobs whose customers are to be told. */
  readonly onNotifying: (job: Job) => void;
}

const mostStarts = 3;
const longestErrorLength = 1000;

/** Makes the H5 of Jobs: a few at a time, the users in turn. What is interrupted is begun again at the next start. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #queue = new FairQueue<string>();
  /** Ran when the gateway died. Each is run alone, before all others: the next death is then its own. */
  readonly #suspects: string[] = [];
  #runsAlone = false;
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /** Takes a Job in state `converting`. */
  add({owner, token}: Job): void {
    this.#queue.add(owner, token);
    this.#fill();
  }

  /** Takes a Job that an earlier life of the gateway left in the middle. */
  async resume(job: Job): Promise<void> {
    const {store} = this.#options;
    const {owner, token, starts} = job.state === 'disting' ? await store.advance(job, 'interrupted') : job;
    if (starts > 0) this.#suspects.push(token);
    else this.#queue.add(owner, token);
    this.#fill();
  }

  /** Ends what runs; it stays as if it had not been begun. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
    await this.#options.engine.close?.();
  }

  #fill(): void {
    while (!this.#stopping.signal.aborted) {
      const token = this.#next();
      if (token === undefined) return;
      const run = this.#run(token)
        .catch((error: unknown) => this.#options.log.error({err: error, job: token}, 'a Job cannot go on'))
        .finally(() => {
          this.#running.delete(run);
          this.#runsAlone = false;
          this.#fill();
        });
      this.#running.add(run);
    }
  }

  #next(): string | undefined {
    const most = this.#runsAlone || this.#suspects.length > 0 ? 1 : this.#options.workers;
    if (this.#running.size >= most) return undefined;
    const suspect = this.#suspects.shift();
    this.#runsAlone = suspect !== undefined;
    return suspect ?? this.#queue.take();
  }

  async #run(token: string): Promise<void> {
    const {store} = this.#options;
    const waiting = await store.get(token);
    if (waiting.starts >= mostStarts) return this.#abandon(waiting, tooManyDeaths);
    const begun = await store.advance(waiting, 'begun', {starts: waiting.starts + 1});
    const folder = join(this.#options.scratch, newId());
    try {
      await this.#make(begun, folder);
    } catch (error) {
      await this.#settle(await store.get(token), error);
    } finally {
      await rm(folder, {recursive: true, force: true});
    }
  }

  async #make(begun: Job, folder: string): Promise<void> {
    const {store, vault, engine, zipFolder, onNotifying} = this.#options;
    const {signal} = this.#stopping;
    const [sourcePath, h5Folder, zipPath] = [join(folder, 'source'), join(folder, 'h5'), join(folder, 'h5.zip')];
    await mkdir(h5Folder, {recursive: true, mode: 0o700});
    await lend(vault.pathOf(begun.sourceId ?? ''), sourcePath);

    const {totalPages} = await engine.convert({sourcePath, fileName: begun.fileName, folder: h5Folder, signal});
    signal.throwIfAborted();
    const converted = await store.advance(begun, 'converted', {totalPages});
    await zipFolder(h5Folder, zipPath, signal);
    const zipId = await vault.adopt(zipPath);
    const event = converted.notifyUrl === null ? 'packed' : 'packed-to-tell';
    const packed = await store.advance(converted, event, {zipId, sourceId: null, starts: 0});
    await vault.remove([begun.sourceId ?? '']);
    if (packed.state === 'notifying') onNotifying(packed);
  }

  /** Notes why a Job was not done, and says what becomes of it. */
  async #settle(job: Job, error: unknown): Promise<void> {
    const {store, vault, log} = this.#options;
    if (this.#stopping.signal.aborted) {
      await store.advance(job, 'interrupted', {starts: job.starts - 1});
      return;
    }
    if (error instanceof DeckRefused) {
      const lastError = error.message.replaceAll('\0', '').slice(0, longestErrorLength);
      await store.advance(job, 'refused', {lastError, sourceId: null});
      await vault.remove([job.sourceId ?? '']);
      return;
    }
    log.error({err: error, job: job.token, starts: job.starts}, 'a conversion failed');
    if (job.starts >= mostStarts) return this.#abandon(job, faultOfOurs);
    this.add(await store.advance(job, 'failed'));
  }

  async #abandon(job: Job, lastError: string): Promise<void> {
    const {store, vault} = this.#options;
    await store.advance(job, 'abandoned', {lastError, sourceId: null});
    await vault.remove([job.sourceId ?? '']);
  }
}

const tooManyDeaths = '转换该文件时服务器多次中断，已停止转换。';
const faultOfOurs = '服务器转换时出错，多次重试后仍未成功。';

/** The presentation under a name of the engine's own: what it leaves beside goes with the folder. */
async function lend(path: string, place: string): Promise<void> {
  await link(path, place).catch(() => copyFile(path, place, constants.COPYFILE_FICLONE));
}
