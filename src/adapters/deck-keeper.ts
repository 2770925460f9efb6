import type {Source} from '../queue/job.ts';
import type {Database} from './database.ts';
import type {DeckZip} from './deck-zip.ts';
import {playerUrl, rendererUrl} from './deck-parts.ts';
import {keptZip} from './kept-zip.ts';
import {OpfsFileStore} from './opfs-file-store.ts';
import type {SourceExchange} from './source-exchange.ts';

/** Decks as a window shows and hands them out. What unpacks zips is fetched when it is needed first. */
export class DeckKeeper {
  readonly #db: Database;
  readonly #name: string;
  readonly #sources: OpfsFileStore;

  /** @param name Of the app. */
  constructor(db: Database, name: string, exchange: SourceExchange) {
    this.#db = db;
    this.#name = name;
    this.#sources = new OpfsFileStore(db, exchange);
  }

  /** @throws Error in words when it is not on this device. */
  async zip(uuid: string): Promise<Blob> {
    const zip = await keptZip(this.#db, uuid);
    if (!zip) throw new Error('The deck is no longer on this device.');
    return zip;
  }

  async open(uuid: string): Promise<DeckZip> {
    const {openDeckZip} = await import('./deck-zip.ts');
    return await openDeckZip(await this.zip(uuid));
  }

  /** The presentation of a job, as long as this device has it. */
  async source(source: Source): Promise<File> {
    return await this.#sources.openSource(source, new AbortController().signal);
  }

  /** Has here what draws a presentation; it is kept from then on. @throws Error when it cannot be fetched. */
  async prepare(): Promise<void> {
    const {fetchPart} = await import('./deck-maker.ts');
    await Promise.all([playerUrl, rendererUrl].map(fetchPart));
  }

  async renderer(): Promise<Blob> {
    const {fetchPart} = await import('./deck-maker.ts');
    return await fetchPart(rendererUrl);
  }

  async make(file: Blob, title: string): Promise<Blob> {
    const {makeDeckZip} = await import('./deck-maker.ts');
    return await makeDeckZip(file, title);
  }

  /** Where the service worker answers with a deck's page. @param deck A uuid, or `preview`. */
  frameUrl(deck: string): string | undefined {
    if (!navigator.serviceWorker?.controller) return undefined;
    const query = new URLSearchParams({port: '', ...(this.#name !== 'carryon' && {app: this.#name})});
    return `/decks/${deck}/?${query.toString()}`;
  }
}
