import {JobError} from '../../queue/failure.ts';
import type {DownloadPart} from '../database.ts';
import type {PartFolder} from './part-folder.ts';
import {inOrder} from './ranges.ts';

/**
 * The files of a finished download, in their order: together they are the whole.
 *
 * @throws JobError `source-missing` when one is gone, or shorter than what was written into it.
 */
export async function joinedFiles(parts: readonly DownloadPart[], folder: PartFolder): Promise<readonly Blob[]> {
  const files: Blob[] = [];
  let position = 0;
  for (const {name, start, length} of inOrder(parts)) {
    const file = await folder.open(name).catch((cause: unknown) => {
      throw missing(cause);
    });
    if (start !== position || file.size < length) throw missing();
    files.push(file.slice(0, length));
    position += length;
  }
  return files;
}

function missing(cause?: unknown): JobError {
  return new JobError('source-missing', 'A part of the download is no longer on this device.', {cause});
}
