import {strict, type Database} from './database.ts';
import {removeAll} from './opfs.ts';

/** Removes every job, source, rendition, download, session and setting of every user from this device. The epoch of the lease stays. */
export async function eraseEverything(db: Database): Promise<void> {
  const tx = db.transaction(
    ['downloads', 'jobs', 'logs', 'meta', 'posters', 'sessions', 'sources'],
    'readwrite',
    strict,
  );
  const meta = tx.objectStore('meta');
  await Promise.all([
    tx.objectStore('downloads').clear(),
    tx.objectStore('jobs').clear(),
    tx.objectStore('logs').clear(),
    tx.objectStore('posters').clear(),
    tx.objectStore('sessions').clear(),
    tx.objectStore('sources').clear(),
    meta.delete('current'),
    meta.delete('settings'),
    meta.delete('places'),
  ]);
  await tx.done;
  await removeAll();
}
