import type {PublicJob} from '../queue/public-job.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {isPossible} from '../store/possible.ts';
import {isNetwork} from './adding.ts';
import type {ActionName} from './job-actions.ts';
import type {KeyIntent} from './list-keys.ts';
import {pickFile} from './list-pick-file.ts';
import {reportAsJson, reportAsText} from './report.ts';
import {saveDownloads} from './save-downloads.ts';
import {makeReport, saveReport} from './save-report.ts';

/** What the page does itself when an action asks for it. */
export interface CommandPage {
  /** Cancelling loses what was sent: really? */
  readonly askCancel: (jobs: number, sentBytes: number) => Promise<boolean>;
  readonly play: (job: PublicJob) => void;
  /** Opens a deck, or shows a presentation that is not one yet. */
  readonly openDeck: (job: PublicJob) => void;
  /** Presentations are to be uploaded from now on, not made into decks. */
  readonly uploadsPresentations: () => void;
  readonly openDetails: (uuid: string) => void;
  readonly askPermission: () => void;
  readonly copied: () => void;
  readonly saved: (jobs: number) => void;
}

/** Does what rows, menus, keys and bars ask for. */
export async function doAction(
  action: ActionName,
  uuids: readonly string[],
  store: JobsStore,
  page: CommandPage,
): Promise<void> {
  const jobs = uuids.flatMap((uuid) => store.snapshot.byUuid.get(uuid) ?? []);
  const [job] = jobs;
  if (!job) return;
  switch (action) {
    case 'pause':
    case 'resume':
    case 'retry':
    case 'continue':
    case 'front':
    case 'unpin':
    case 'remove':
      return store[action](uuids);
    case 'cancel':
      return cancel(jobs, store, page);
    case 'play':
      return page.play(job);
    case 'open':
    case 'preview':
      return page.openDeck(job);
    case 'upload-instead':
      page.uploadsPresentations();
      return store.uploadInstead(uuids);
    case 'save':
      return saveDownloads(jobs, store);
    case 'download':
      return store.download(uuids);
    case 'details':
      return page.openDetails(job.uuid);
    case 'allow':
      return page.askPermission();
    case 'new-version':
      return replaceFile(job, store);
    case 'report':
      await copyReport(job, store);
      return page.copied();
    case 'save-text':
    case 'save-json':
      saveReport(await makeReport(jobs, store), action === 'save-json' ? 'json' : 'text');
      return page.saved(jobs.length);
  }
}

/** What a key means for these jobs: what at least one of them can do. */
export function actionOfKey(
  act: Extract<KeyIntent, {type: 'act'}>['act'],
  jobs: readonly PublicJob[],
): ActionName | undefined {
  const able = (name: 'pause' | 'resume' | 'retry' | 'continue') => jobs.some((job) => isPossible(name, job));
  switch (act) {
    case 'pause-or-resume':
      return able('pause') ? 'pause' : able('resume') ? 'resume' : undefined;
    case 'retry-or-continue':
      return able('retry') ? 'retry' : able('continue') ? 'continue' : undefined;
    case 'front':
    case 'remove':
      return act;
  }
}

async function cancel(jobs: readonly PublicJob[], store: JobsStore, page: CommandPage): Promise<void> {
  const open = jobs.filter((job) => isPossible('cancel', job));
  const sentBytes = open.reduce((sum, job) => sum + Math.floor((job.fileSize * job.percent) / 100), 0);
  if (sentBytes > 0 && !(await page.askCancel(open.length, sentBytes))) return;
  await store.cancel(open.map(({uuid}) => uuid));
}

/** A promise, since some browsers ask for it within the click, and the log has to be read first. */
async function copyReport(job: PublicJob, store: JobsStore): Promise<void> {
  const text = makeReport([job], store).then((report) => `${reportAsText(report)}\n${reportAsJson(report)}`);
  const blob = text.then((written) => new Blob([written], {type: 'text/plain'}));
  await navigator.clipboard.write([new ClipboardItem({'text/plain': blob})]);
}

/** The file that has changed, or is gone, is chosen again and takes the job's place. */
async function replaceFile(job: PublicJob, store: JobsStore): Promise<void> {
  const file = await pickFile();
  if (!file) return;
  const {bizKey, projectId, route} = job;
  await store.addFiles([file], {
    ...(bizKey !== undefined && {bizKey}),
    ...(projectId !== undefined && {projectId}),
    ...isNetwork(route),
  });
  await store.remove([job.uuid]);
}
