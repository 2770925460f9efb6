import {existsSync} from 'node:fs';
import {readFile, rename, rm} from 'node:fs/promises';
import {PGlite} from '@electric-sql/pglite';

/** A value that goes into a statement. */
export type SqlValue = string | number | null;
/** A row as the database gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** A PostgreSQL that we talk to in plain SQL; one in the same process today, a server with `pg` some day. */
export interface Database {
  /** Runs one statement; `$1`, `$2`… stand for the values. It is on the disk when the promise settles. */
  query(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Runs statements that count together or not at all. */
  transaction<Result>(run: (query: Database['query']) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/**
 * Opens the database embedded in the data folder, and makes it first if need be.
 *
 * Making one takes seconds, a copy of a template that the build left takes one. Either way it is made beside its place
 * and then renamed, so that a death in the middle leaves no half database.
 */
export async function openDatabase(folder: string, templatePath?: string): Promise<Database> {
  if (!existsSync(folder)) {
    const draft = `${folder}.new`;
    await rm(draft, {recursive: true, force: true});
    const hasTemplate = templatePath !== undefined && existsSync(templatePath);
    const template = hasTemplate ? {loadDataDir: new Blob([await readFile(templatePath)])} : {};
    const made = await PGlite.create({dataDir: draft, ...template});
    await made.close();
    await rename(draft, folder);
  }
  const postgres = await PGlite.create({dataDir: folder});
  return {
    query: async (sql, values = []) => (await postgres.query<Row>(sql, [...values])).rows,
    transaction: (run) =>
      postgres.transaction((transaction) =>
        run(async (sql, values = []) => (await transaction.query<Row>(sql, [...values])).rows),
      ),
    close: () => postgres.close(),
  };
}
