import {randomUUID} from 'node:crypto';
import {z} from 'zod';
import type {Database} from './database.ts';
import {migrate} from './schema.ts';

/** Where an original lies: in our vault (internet), or on the NAS (intranet). */
export type Place = {readonly on: 'vault'; readonly fileId: string} | {readonly on: 'nas'; readonly path: string};

/** What is kept about an original. */
export interface OriginalRecord {
  readonly bizId: string;
  readonly identifier: string;
  readonly fileName: string;
  readonly fileSize: number;
  readonly bizKey: string;
  readonly projectId: string | undefined;
  readonly place: Place;
  readonly transcode: {readonly status: 1 | -1; readonly filePath: string} | undefined;
  readonly createdAt: Date;
}

export type NewRecord = Omit<OriginalRecord, 'bizId' | 'transcode' | 'createdAt'>;

/** A file of a transcode, in the vault. */
export interface TranscodeFile {
  readonly fileId: string;
  readonly name: string;
}

/** All records, in plain SQL. Each call takes the user whose they are: those of others do not exist. */
export class Records {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(database: Database): Promise<Records> {
    await migrate(database);
    return new Records(database);
  }

  async find(user: string, bizId: string): Promise<OriginalRecord | undefined> {
    const sql = 'select * from originals where owner = $1 and biz_id = $2';
    return (await this.#database.query(sql, [user, bizId])).map(toRecord)[0];
  }

  async findByIdentifier(user: string, identifier: string): Promise<OriginalRecord | undefined> {
    const sql = 'select * from originals where owner = $1 and identifier = $2';
    return (await this.#database.query(sql, [user, identifier])).map(toRecord)[0];
  }

  /** Adds a record, unless its identifier has one. @returns The one that is there now. */
  async add(user: string, record: NewRecord): Promise<OriginalRecord> {
    const {place} = record;
    await this.#database.query(
      `insert into originals (biz_id, owner, identifier, file_name, file_size, biz_key, project_id, file_id, nas_path)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (owner, identifier) do nothing`,
      [
        randomUUID(),
        user,
        record.identifier,
        record.fileName,
        record.fileSize,
        record.bizKey,
        record.projectId ?? null,
        place.on === 'vault' ? place.fileId : null,
        place.on === 'nas' ? place.path : null,
      ],
    );
    const added = await this.findByIdentifier(user, record.identifier);
    if (added === undefined) throw new Error(`the record of ${record.identifier} was removed while it was added`);
    return added;
  }

  /** Notes how the transcode of an original went; the last word wins. @returns Whether there is such a record. */
  async setTranscode(user: string, bizId: string, status: 1 | -1, filePath: string): Promise<boolean> {
    const sql = `update originals set transcode_status = $3, transcode_path = $4
                 where owner = $1 and biz_id = $2 returning biz_id`;
    return (await this.#database.query(sql, [user, bizId, status, filePath])).length > 0;
  }

  /** Removes a record and what belongs to it. @returns Ids of the files that nothing names any more. */
  async remove(user: string, {bizId, identifier, place}: OriginalRecord): Promise<readonly string[]> {
    return this.#database.transaction(async (query) => {
      await query('delete from originals where owner = $1 and biz_id = $2', [user, bizId]);
      const sql = 'delete from transcode_files where owner = $1 and identifier = $2 returning file_id';
      const files = (await query(sql, [user, identifier])).map(fileIdOf);
      return place.on === 'vault' ? [place.fileId, ...files] : files;
    });
  }

  /** Puts a transcode's file in place. @returns The id of the file of that name that it replaces. */
  async putTranscodeFile(user: string, identifier: string, folder: string, file: TranscodeFile) {
    return this.#database.transaction(async (query) => {
      const key = [user, folder, file.name];
      const sql = 'delete from transcode_files where owner = $1 and folder = $2 and name = $3 returning file_id';
      const replaced = (await query(sql, key)).map(fileIdOf);
      await query(
        'insert into transcode_files (owner, folder, name, identifier, file_id) values ($1, $2, $3, $4, $5)',
        [...key, identifier, file.fileId],
      );
      return replaced;
    });
  }

  async findTranscodeFile(user: string, folder: string, name: string): Promise<string | undefined> {
    const sql = 'select file_id from transcode_files where owner = $1 and folder = $2 and name = $3';
    return (await this.#database.query(sql, [user, folder, name])).map(fileIdOf)[0];
  }

  /** Whether a record of this user needs a file on the NAS: as its original, or as one of its transcode's. */
  async needsOnNas(user: string, path: string, identifier: string): Promise<boolean> {
    const sql = `select 1 from originals where owner = $1
                 and (nas_path = $2 or (identifier = $3 and transcode_status = 1 and starts_with($2, 'transcodes/')))`;
    return (await this.#database.query(sql, [user, path, identifier])).length > 0;
  }

  /** Ids of all files that a record names, whoever's it is. */
  async namedFiles(): Promise<ReadonlySet<string>> {
    const sql = `select file_id from originals where file_id is not null
                 union select file_id from transcode_files
                 union select source_id from ppj_jobs where source_id is not null
                 union select zip_id from ppj_jobs where zip_id is not null`;
    return new Set((await this.#database.query(sql)).map(fileIdOf));
  }
}

const OriginalRow = z.object({
  biz_id: z.string(),
  identifier: z.string(),
  file_name: z.string(),
  file_size: z.coerce.number(),
  biz_key: z.string(),
  project_id: z.string().nullable(),
  file_id: z.string().nullable(),
  nas_path: z.string().nullable(),
  transcode_status: z.union([z.literal(1), z.literal(-1)]).nullable(),
  transcode_path: z.string().nullable(),
  created_at: z.date(),
});

function toRecord(row: unknown): OriginalRecord {
  const read = OriginalRow.parse(row);
  const {transcode_status: status, transcode_path: filePath, file_id: fileId, nas_path: path} = read;
  return {
    bizId: read.biz_id,
    identifier: read.identifier,
    fileName: read.file_name,
    fileSize: read.file_size,
    bizKey: read.biz_key,
    projectId: read.project_id ?? undefined,
    place: fileId === null ? {on: 'nas', path: path ?? ''} : {on: 'vault', fileId},
    transcode: status === null ? undefined : {status, filePath: filePath ?? ''},
    createdAt: read.created_at,
  };
}

const FileIdRow = z.object({file_id: z.string()});

function fileIdOf(row: unknown): string {
  return FileIdRow.parse(row).file_id;
}
