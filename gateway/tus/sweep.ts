import type {UploadLocks} from './upload-locks.ts';
import type {UploadStore} from './upload-store.ts';

/**
 * Removes the uploads whose time is over (7 days after their last byte), and what could not be removed of others.
 *
 * @returns How many of these still can't be removed; the next sweep tries again.
 */
export async function sweepUploads(store: UploadStore, locks: UploadLocks): Promise<number> {
  for (const id of await store.ids()) {
    if (!(await store.isExpired(id))) continue;
    const lease = await locks.acquire(id);
    try {
      // Bytes may have come while we waited.
      if (await store.isExpired(id)) await store.remove(id);
    } finally {
      lease.release();
    }
  }
  return store.settleDebts();
}
