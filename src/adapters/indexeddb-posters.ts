import type {Database} from './database.ts';

/**
 * Small pictures of films, each under the `identifier` that an upload and its transcode share. What no job on a list
 * refers to is swept with the files.
 */
export class IndexedDbPosters {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async put(identifier: string, poster: Blob): Promise<void> {
    // Bytes, not the Blob: WebKit has lost Blobs that it kept in IndexedDB.
    await this.#db.put('posters', {id: identifier, type: poster.type, bytes: await poster.arrayBuffer()});
  }

  async remove(identifier: string): Promise<void> {
    await this.#db.delete('posters', identifier);
  }

  async get(identifier: string): Promise<Blob | undefined> {
    const record = await this.#db.get('posters', identifier);
    return record && new Blob([record.bytes], {type: record.type});
  }
}
