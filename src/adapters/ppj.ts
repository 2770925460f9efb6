import {JobError} from '../queue/failure.ts';
import type {KeptDeck, Owner} from '../queue/job.ts';
import type {Clock, Converter, Downloaded, FileRef, RemoteDeck, ZipRequest} from '../queue/ports.ts';
import type {ConnectionBudget} from './connection-budget.ts';
import {checkDeckZip, DeckZipError} from './deck-zip.ts';
import {digestOf} from './file-digest.ts';
import type {PpjService} from './ppj-service.ts';
import type {RangeDownloader} from './range-download.ts';
import type {ShortLife} from './short-life.ts';

/** Statuses of a download that there is not: not yet, or no more. */
const unready: ReadonlySet<unknown> = new Set([400, 404]);

export interface PpjOptions {
  readonly service: PpjService;
  readonly budget: ConnectionBudget;
  readonly clock: Clock;
  readonly openFile: (file: FileRef, signal: AbortSignal) => Promise<Blob>;
  /** Where the context is one that the browser ends. */
  readonly life?: ShortLife;
  readonly downloads: Pick<RangeDownloader, 'fetch' | 'filesOf' | 'forget'>;
}

/** The PPJ service, and the decks that come from it, as the queue uses them. */
export class Ppj implements Converter {
  readonly #options: PpjOptions;

  constructor(options: PpjOptions) {
    this.#options = options;
  }

  async knowsIdentifiers(...call: Parameters<Converter['knowsIdentifiers']>): Promise<boolean> {
    return await this.#options.service.knowsIdentifiers(...call);
  }

  async create(
    owner: Owner,
    {source, ...deck}: Parameters<Converter['create']>[1],
    signal: AbortSignal,
  ): Promise<RemoteDeck> {
    const {service, budget, clock, openFile, life} = this.#options;
    const file = await openFile({type: 'source', source}, signal);
    await life?.mayPost(file.size, signal);
    const md5 = await digestOf('md5', [file], signal);
    const release = await budget.acquire(await service.urlOf(owner), signal);
    const began = clock.now();
    try {
      const created = await service.create(owner, {...deck, file, md5}, signal);
      life?.measured(file.size, clock.now() - began);
      return created;
    } finally {
      release();
    }
  }

  async look(owner: Owner, token: string, signal: AbortSignal): Promise<RemoteDeck> {
    return await this.#options.service.look(owner, token, signal);
  }

  async list(...call: Parameters<Converter['list']>): Promise<readonly string[]> {
    return await this.#options.service.list(...call);
  }

  async download({uuid, owner, token, ...kept}: ZipRequest, signal: AbortSignal): Promise<Downloaded> {
    const {service, downloads} = this.#options;
    const request = {...kept, fileName: `${token}.zip`, fileSize: undefined};
    try {
      return await downloads.fetch(uuid, await service.zipOf(owner, token), request, signal);
    } catch (error) {
      if (!(error instanceof JobError) || !unready.has(error.values['status'])) throw error;
      throw new JobError('deck-unready', 'The service does not give the zip out.', {cause: error});
    }
  }

  async check(uuid: string, signal: AbortSignal): Promise<KeptDeck & {readonly totalPages?: number}> {
    const {downloads} = this.#options;
    const files = await downloads.filesOf(uuid);
    signal.throwIfAborted();
    try {
      return await checkDeckZip(new Blob([...files]), {signal});
    } catch (cause) {
      if (!(cause instanceof DeckZipError)) throw cause;
      await downloads.forget(uuid);
      throw new JobError('deck-unsafe', cause.message, {values: {why: cause.fault}, cause});
    }
  }
}
