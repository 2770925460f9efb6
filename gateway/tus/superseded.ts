import type {TusContext} from './routes.ts';
import type {Upload} from './upload-store.ts';

/**
 * Removes earlier uploads of the same file that were never finished: their client did not get to know them, or gave them
 * up for this one. What can't be removed now expires.
 */
export async function removeSuperseded({store, locks}: TusContext, upload: Upload): Promise<void> {
  for (const id of await store.content.supersededBy(upload)) {
    const other = await store.peek(upload.user, id);
    if (other === undefined || !isSameFile(other.fields, upload.fields)) continue;
    // One that is being written is not waited for: it may be waiting for this one.
    const lease = locks.tryAcquire(id);
    if (lease !== undefined) await store.remove(id).finally(() => lease.release());
  }
}

function isSameFile(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return ['path', 'identifier'].every((key) => one.get(key) === other.get(key)) && one.has('identifier');
}
