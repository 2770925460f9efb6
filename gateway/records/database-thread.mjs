// The embedded database's own thread: it syncs to the disk in the middle of its work, and would hold up all uploads.
// Plain JavaScript, so that it starts as it is, from the sources and from the build.
import {existsSync} from 'node:fs';
import {cp, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {parentPort, workerData} from 'node:worker_threads';
import {PGlite} from '@electric-sql/pglite';

/** @typedef {{id: number, sql: string, values: (string | number | null)[]} | {id: number, close: true}} Request */

/** @type {{folder: string, templateFolder: string | undefined}} */
const {folder, templateFolder} = workerData;

const opening = open();
// Whoever asks is told why it failed.
opening.catch(() => undefined);
parentPort?.on('message', (/** @type {Request} */ request) => void answer(request));

async function open() {
  if (!existsSync(folder)) {
    const draft = `${folder}.new`;
    await rm(draft, {recursive: true, force: true});
    const hasTemplate = templateFolder !== undefined && existsSync(templateFolder);
    if (hasTemplate) await cp(templateFolder, draft, {recursive: true});
    else await (await PGlite.create({dataDir: draft})).close();
    await rename(draft, folder);
  }
  // The gateway has locked the folder. A death in the instant in which PostgreSQL makes its own lock leaves that empty,
  // and over an empty one PostgreSQL never starts again.
  await rm(join(folder, 'postmaster.pid'), {force: true});
  return PGlite.create({dataDir: folder});
}

/** @param {Request} request */
async function answer(request) {
  try {
    const postgres = await opening;
    if ('close' in request) await postgres.close();
    const rows = 'close' in request ? [] : (await postgres.query(request.sql, request.values)).rows;
    parentPort?.postMessage({id: request.id, rows});
  } catch (error) {
    parentPort?.postMessage({id: request.id, message: error instanceof Error ? error.message : String(error)});
  }
}
