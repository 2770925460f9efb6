import type {Owner} from '../queue/job.ts';
import type {Downloaded, Downloader, DownloadRequest} from '../queue/ports.ts';
import type {DownloadJournal} from './download/download-journal.ts';
import {DownloadRun, type DownloadContext, type FetchRequest} from './download/download-run.ts';
import {KeptBytes} from './download/kept-bytes.ts';
import {linkTo, type Link} from './download/link.ts';
import type {PartFolder} from './download/part-folder.ts';

export interface RangeDownloaderOptions extends DownloadContext {
  readonly journal: DownloadJournal;
  readonly folderOf: (uuid: string) => PartFolder;
  /** Whose gateway it is (CONTRACT 4). */
  readonly gatewayUrlOf: (owner: Owner) => Promise<string>;
}

/**
 * Fetches files over HTTP into files of our own, by several ranges at a time where the server has them. What is on the
 * disk is not fetched again, and bytes of two states of a file are never put together.
 */
export class RangeDownloader implements Downloader {
  readonly #options: RangeDownloaderOptions;

  constructor(options: RangeDownloaderOptions) {
    this.#options = options;
  }

  async download(request: DownloadRequest, signal: AbortSignal): Promise<Downloaded> {
    const {gatewayUrlOf} = this.#options;
    const link = linkTo(request.url, request.route, request.owner, await gatewayUrlOf(request.owner));
    return await this.fetch(request.uuid, link, request, signal);
  }

  /** Fetches what a link leads to, for a job. Settles, and fails, as {@link Downloader.download}. */
  async fetch(uuid: string, link: Link, request: FetchRequest, signal: AbortSignal): Promise<Downloaded> {
    const {journal, folderOf} = this.#options;
    const kept = await KeptBytes.open(uuid, journal, folderOf(uuid));
    signal.throwIfAborted();
    return await new DownloadRun(request, link, kept, this.#options, signal).run();
  }

  /** What is kept for a job, in order: together it is the whole. @throws JobError `source-missing`. */
  async filesOf(uuid: string): Promise<readonly Blob[]> {
    const {journal, folderOf} = this.#options;
    return await (await KeptBytes.open(uuid, journal, folderOf(uuid))).files();
  }

  /** Forgets what is kept for a job. */
  async forget(uuid: string): Promise<void> {
    const {journal, folderOf} = this.#options;
    await (await KeptBytes.open(uuid, journal, folderOf(uuid))).reset();
  }
}
