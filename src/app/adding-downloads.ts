import type {AddDownloadJobs, DownloadFile} from '../app-api.ts';
import type {Job} from '../queue/job.ts';
import {newDownloadJob} from '../queue/new-jobs.ts';
import type {Session} from '../queue/ports.ts';
import {wantedRoute, type RefusedFile} from './adding.ts';
import type {AppPorts} from './app-ports.ts';
import {addressOf} from './download-address.ts';

/**
 * Adds downloads. Resolves once their records are written.
 *
 * @param onRefused For each that cannot be added; the good ones beside it are.
 * @throws Error when there is no good one.
 */
export async function addDownloads(
  {files, isNetwork}: AddDownloadJobs,
  {owner}: Session,
  {jobs, downloads, ids, clock}: AppPorts,
  onRefused: (refused: RefusedFile) => void,
): Promise<readonly Job[]> {
  const route = wantedRoute(isNetwork);
  const handles = new Map<string, FileSystemFileHandle>();
  const refusals: string[] = [];
  const added = files.flatMap((file) => {
    try {
      // Host pages are not always typed.
      if (typeof file !== 'object' || file === null) throw new Error('A download needs a url and a fileName.');
      const uuid = ids();
      const job = newDownloadJob({
        uuid,
        owner,
        createdAt: clock.toIso(clock.now()),
        route,
        url: addressOf(file.url, owner.baseUrl, route),
        fileName: checkedName(file),
        fileSize: checkedSize(file),
        ...(file.handle && {savesTo: file.handle.name}),
      });
      if (file.handle) handles.set(uuid, file.handle);
      return [job];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      refusals.push(message);
      onRefused({fileName: String(file?.fileName ?? file?.url), fileSize: Number(file?.fileSize) || 0, message});
      return [];
    }
  });
  if (added.length === 0) throw new Error(refusals[0]);
  // The jobs come first: what no job refers to is litter, and may be swept at any moment.
  const stored = await jobs.add(added);
  await downloads.record(handles);
  return stored;
}

/** Says what is wrong with a request before anything is written. */
export function checkDownloadRequest({files}: AddDownloadJobs): void {
  if (!Array.isArray(files) || files.length === 0) throw new Error('addDownloadJobs needs files: at least one.');
}

/** A name is no path: what stands before its last separator is left out, and so is what no file system takes. */
function checkedName({fileName}: DownloadFile): string {
  const name = typeof fileName === 'string' ? (fileName.split(/[/\\]/).at(-1) ?? '') : '';
  const plain = [...name].filter((character) => character >= ' ' && character !== '\u007f').join('');
  if (plain === '' || plain === '.' || plain === '..') throw new Error('A download needs a fileName.');
  return plain;
}

function checkedSize({fileName, fileSize}: DownloadFile): number | undefined {
  if (fileSize === undefined || (Number.isSafeInteger(fileSize) && fileSize >= 0)) return fileSize;
  throw new Error(`The fileSize of ${fileName} is no number of bytes.`);
}
