import {JobError} from '../queue/failure.ts';

/** Whether a write failed because this origin may keep no more, or the disk is full. */
export function isOutOfSpace(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'QuotaExceededError' || error.name === 'NoSpaceError');
}

/** A failed write to the database, as what it means: JobError `storage-full`, or the error itself. */
export function storageError(error: unknown): unknown {
  return isOutOfSpace(error)
    ? new JobError('storage-full', 'This device has no room left for the list of jobs.', {cause: error})
    : error;
}
