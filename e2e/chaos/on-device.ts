import {filesOnDevice} from '../support/device-files.ts';
import type {Round} from './round.ts';

/** Everything the browser keeps, to read after a round that went wrong. */
export async function onDevice(round: Round): Promise<string> {
  const host = round.windows.at(0);
  const files = await filesOnDevice(host);
  const records = await host.page.evaluate(async () => {
    const [found] = await indexedDB.databases();
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(found?.name ?? '');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('The database does not open.'));
    });
    const all: string[] = [];
    for (const name of db.objectStoreNames) {
      const values = await new Promise<unknown[]>((resolve) => {
        const request = db.transaction(name).objectStore(name).getAll();
        request.onsuccess = () => resolve(request.result);
      });
      if (name !== 'sessions') all.push(...values.map((value) => `${name}: ${JSON.stringify(value)}`));
    }
    db.close();
    return all;
  });
  return [...files, ...records].join('\n');
}
