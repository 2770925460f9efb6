import {JobError} from '../../queue/failure.ts';
import {isOutOfSpace} from '../out-of-space.ts';

/**
 * Writes files, one after the other, into one that a person has chosen. The browser copies them itself: nothing of them
 * is held here. What was there before stays until the last byte is written.
 *
 * @throws JobError `permission`, `storage-full` or `save-failed`; then the file is as it was.
 */
export async function writeInto(
  handle: FileSystemFileHandle,
  files: readonly Blob[],
  signal?: AbortSignal,
): Promise<void> {
  const neededBytes = files.reduce((sum, {size}) => sum + size, 0);
  const writable = await openForWriting(handle, neededBytes);
  try {
    for (const file of files) {
      signal?.throwIfAborted();
      await writable.write(file);
    }
    await writable.close();
  } catch (error) {
    // It may have failed already; what matters is the first failure.
    await writable.abort().catch(() => undefined);
    throw signal?.aborted ? error : saveError(error, neededBytes);
  }
}

/** @throws JobError `permission`, `storage-full` or `save-failed`. */
export async function openForWriting(
  handle: FileSystemFileHandle,
  neededBytes: number,
): Promise<FileSystemWritableFileStream> {
  return await handle.createWritable().catch((error: unknown) => {
    throw saveError(error, neededBytes);
  });
}

/** What a file that a person has chosen has against being written. */
export function saveError(error: unknown, neededBytes: number): JobError {
  if (isOutOfSpace(error)) {
    return new JobError('storage-full', 'There is no room where the file is to go.', {
      cause: error,
      values: {neededBytes},
    });
  }
  if (error instanceof DOMException && error.name === 'NotAllowedError') {
    return new JobError('permission', 'The browser asks once more before it writes this file.', {cause: error});
  }
  const words = error instanceof Error ? error.message : String(error);
  return new JobError('save-failed', `The file cannot be written: ${words}`, {cause: error, values: {message: words}});
}
