import {savedName} from '../queue/file-path.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {isOffered} from './job-actions.ts';
import {takeDownload} from './take-download.ts';

/**
 * Saves finished downloads to the person's disk: into a file or, for several, a folder of their choice where the browser
 * lets them choose; else one after the other as the browser saves any file. Call it on a click.
 */
export async function saveDownloads(jobs: readonly PublicJob[], store: JobsStore): Promise<void> {
  const savable = jobs.filter((job) => isOffered('save', job));
  const [job] = savable;
  if (!job) return;
  try {
    if (savable.length === 1 && window.showSaveFilePicker) {
      return await store.saveInto(job.uuid, await window.showSaveFilePicker({suggestedName: savedName(job)}));
    }
    if (savable.length > 1 && window.showDirectoryPicker) {
      return await saveIntoFolder(
        savable,
        await window.showDirectoryPicker({id: 'carryon-save', mode: 'readwrite'}),
        store,
      );
    }
  } catch (error) {
    // The person has closed the browser's dialog.
    if (error instanceof DOMException && error.name === 'AbortError') return;
    throw error;
  }
  await store.saveByBrowser(
    savable.map(({uuid}) => uuid),
    takeDownload,
  );
}

async function saveIntoFolder(jobs: readonly PublicJob[], folder: FileSystemDirectoryHandle, store: JobsStore) {
  const taken = new Set<string>();
  for await (const name of folder.keys()) taken.add(name.toLowerCase());
  for (const job of jobs) {
    const {uuid} = job;
    const name = freeName(savedName(job), taken);
    taken.add(name.toLowerCase());
    await store.saveInto(uuid, folder.getFileHandle(name, {create: true}));
  }
}

/**
 * "film.mp4", "film (2).mp4", … : nothing that is there is written over. What a browser refuses in the name of a file,
 * whatever the system, becomes `_`.
 */
export function freeName(fileName: string, taken: ReadonlySet<string>): string {
  const legal = fileName.replace(/["*/:<>?\\|~\p{Cc}\p{Cf}\p{Cs}]|^ |[. ]$/gu, '_');
  const dot = legal.lastIndexOf('.');
  const [base, ending] = dot > 0 ? [legal.slice(0, dot), legal.slice(dot)] : [legal, ''];
  let name = legal;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${base} (${String(count)})${ending}`;
  return name;
}
