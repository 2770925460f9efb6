import type {Database} from './database.ts';
import {joinedFiles} from './download/joined-file.ts';
import {OpfsParts} from './download/opfs-parts.ts';

/** The zip of a deck that was fetched, put together while it is read. `undefined`: it is not on this device. */
export async function keptZip(db: Database, uuid: string): Promise<Blob | undefined> {
  const record = await db.get('downloads', uuid);
  if (!record || record.parts.length === 0) return undefined;
  return new Blob([...(await joinedFiles(record.parts, new OpfsParts(uuid)))], {type: 'application/zip'});
}
