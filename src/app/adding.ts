import type {AddConvertJobs, AddUploadJobs} from '../app-api.ts';
import type {Job, WantedRoute} from '../queue/job.ts';
import {newConvertJob, newUploadJob, normalEndings} from '../queue/new-jobs.ts';
import type {NewJob, Session} from '../queue/ports.ts';
import type {AppPorts, NewSource} from './app-ports.ts';

/** So many records are written at a time: 10,000 files never block the page for long. */
const batchSize = 100;

/** A file that cannot be added, with the reason in words. */
export interface RefusedFile {
  readonly fileName: string;
  readonly fileSize: number;
  readonly message: string;
}

/**
 * Adds uploads. Resolves once the records of all of them are written; their bytes are kept in the background.
 *
 * @param onAdded For some at a time, as they are written: nobody is blocked by telling of 10,000 at once.
 * @param onRefused For each file that cannot be added; the good ones beside it are.
 */
export async function addUploads(
  request: AddUploadJobs,
  session: Session,
  ports: AppPorts,
  onAdded: (jobs: readonly Job[]) => void,
  onRefused: (refused: RefusedFile) => void,
): Promise<void> {
  await addFiles(request.files, (source) => uploadOf(source, request, session, ports), ports, onAdded, onRefused);
}

/** Adds converts, as {@link addUploads} adds uploads. */
export async function addConverts(
  {files, notifyUrl}: AddConvertJobs,
  {owner}: Session,
  ports: AppPorts,
  onAdded: (jobs: readonly Job[]) => void,
  onRefused: (refused: RefusedFile) => void,
): Promise<void> {
  const convertOf = ({id, file}: NewSource) =>
    newConvertJob({
      uuid: id,
      owner,
      createdAt: ports.clock.toIso(ports.clock.now()),
      fileName: file.name,
      source: {id, size: file.size, lastModified: file.lastModified},
      kept: false,
      ...(notifyUrl !== undefined && {notifyUrl}),
    });
  await addFiles(files, convertOf, ports, onAdded, onRefused);
}

async function addFiles(
  given: readonly (File | FileSystemFileHandle)[],
  jobOf: (source: NewSource) => NewJob,
  ports: AppPorts,
  onAdded: (jobs: readonly Job[]) => void,
  onRefused: (refused: RefusedFile) => void,
): Promise<void> {
  for (let start = 0; start < given.length; start += batchSize) {
    const files = given.slice(start, start + batchSize);
    const read = await Promise.all(files.map((file) => take(file, ports.ids(), onRefused)));
    const sources = read.filter((source) => source !== undefined);
    // The jobs come first: a source that no job refers to is litter, and may be swept at any moment.
    const jobs = await ports.jobs.add(sources.map((source) => jobOf(source)));
    await ports.sources.record(sources);
    onAdded(jobs);
    ports.sources.keep(sources);
  }
}

async function take(
  given: File | FileSystemFileHandle,
  id: string,
  onRefused: (refused: RefusedFile) => void,
): Promise<NewSource | undefined> {
  if (given instanceof File) return {id, file: given, relativePath: pathOf(given)};
  try {
    return {id, file: await given.getFile(), handle: given, relativePath: pathOf(given)};
  } catch {
    onRefused({fileName: given.name, fileSize: 0, message: `${given.name} cannot be read. It may have been moved.`});
    return undefined;
  }
}

function uploadOf(source: NewSource, request: AddUploadJobs, session: Session, {clock}: AppPorts): NewJob {
  const {file} = source;
  return newUploadJob({
    uuid: source.id,
    owner: session.owner,
    createdAt: clock.toIso(clock.now()),
    route: wantedRoute(request.isNetwork),
    fileName: file.name,
    source: {id: source.id, size: file.size, lastModified: file.lastModified},
    kept: false,
    bizKey: request.bizKey,
    transcodeTypes: normalEndings(request.transcodeTypes ?? []),
    ...(request.projectId !== undefined && {projectId: request.projectId}),
    ...(source.relativePath !== '' && {relativePath: source.relativePath}),
  });
}

/** Where it lay in the folder that was dropped; whoever walks a folder leaves it on files and handles alike. */
function pathOf(given: object): string {
  const path = 'webkitRelativePath' in given ? given.webkitRelativePath : '';
  return typeof path === 'string' ? path : '';
}

/** As a host page says it (CONTRACT 6): true is the internet, false the intranet. */
export function wantedRoute(isNetwork: boolean | undefined): WantedRoute {
  if (isNetwork === undefined) return 'auto';
  return isNetwork ? 'internet' : 'intranet';
}

/** Says what is wrong with a request before anything is written. */
export function checkRequest({files, bizKey, transcodeTypes}: AddUploadJobs): void {
  if (!Array.isArray(files) || files.length === 0) throw new Error('addUploadJobs needs files: at least one.');
  if (typeof bizKey !== 'string' || bizKey === '') throw new Error('addUploadJobs needs a bizKey.');
  if (transcodeTypes !== undefined && !Array.isArray(transcodeTypes)) {
    throw new Error('transcodeTypes must be a list of endings, such as ["mp4"].');
  }
  checkFiles(files);
}

/** Says what is wrong with a request before anything is written. */
export function checkConvertRequest({files, notifyUrl}: AddConvertJobs): void {
  if (!Array.isArray(files) || files.length === 0) throw new Error('addConvertJobs needs files: at least one.');
  if (notifyUrl !== undefined && !(typeof notifyUrl === 'string' && /^https?:/i.test(notifyUrl))) {
    throw new Error('notifyUrl must be an http or https address.');
  }
  checkFiles(files);
}

function checkFiles(files: readonly unknown[]): void {
  for (const file of files) {
    const isHandle = typeof FileSystemFileHandle !== 'undefined' && file instanceof FileSystemFileHandle;
    if (!(file instanceof File) && !isHandle) throw new Error('files must be Files or FileSystemFileHandles.');
  }
}
