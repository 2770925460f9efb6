import type {DownloadLink} from '../app-api.ts';
import type {Job} from '../queue/job.ts';
import {savedName} from '../queue/file-path.ts';
import {beforeSaving, canSave, saved} from '../queue/saved-download.ts';
import type {AppPorts} from './app-ports.ts';

/**
 * Writes a download into a file and frees what was kept of it, or a deck, which stays; without a file, says where it is to be had.
 *
 * @param announce Told of its job, each time that has changed.
 * @throws Error in words when it cannot be saved.
 */
export async function saveDownload(
  job: Job | undefined,
  handle: FileSystemFileHandle | undefined,
  {jobs, downloads, clock}: AppPorts,
  announce: (job: Job) => void,
): Promise<DownloadLink | void> {
  const {uuid, kind} = checkKind(job);
  const change = async (to: (stored: Job, now: number) => Job): Promise<Job | undefined> => {
    const changed = await jobs.update(uuid, (stored) => to(stored, clock.now()));
    if (changed) announce(changed);
    return changed;
  };
  // Asked of the stored one: its bytes may have gone since it was read.
  const savable = checkSavable(checkKind(await change(beforeSaving)));
  const fileName = savedName(savable);
  if (!handle) return {url: await downloads.linkTo(uuid, fileName), fileName};
  await downloads.writeInto(uuid, handle);
  await change(saved);
  if (kind === 'download') await downloads.remove(uuid);
}

function checkKind(job: Job | undefined): Job {
  if (job?.kind !== 'download' && job?.kind !== 'convert') throw new Error('There is no such download.');
  return job;
}

function checkSavable(job: Job): Job {
  if (canSave(job)) return job;
  const isSaved = job.status.state === 'done';
  throw new Error(isSaved ? `${job.fileName} has been saved already.` : `${job.fileName} is not here yet.`);
}
