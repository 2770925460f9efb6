import type {ConvertJob, DownloadJob, Job, JobStatus, Owner, Rendition, TranscodeJob, UploadJob} from '../job.ts';
import type {NewJob} from '../ports.ts';

export const alice: Owner = {baseUrl: 'https://backend.test', user: 'alice'};
export const bob: Owner = {baseUrl: 'https://backend.test', user: 'bob'};

/** Bytes of every file that says nothing else. */
export const fileSize = 1_000;

export const rendition: Rendition = {
  playlistName: 'film.m3u8',
  segmentsName: 'film.ts',
  playlistBytes: 10,
  segmentsBytes: 90,
  durationSeconds: 60,
  way: 'repackage',
};

const start = {
  owner: alice,
  place: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  route: 'auto',
  flowRoute: 'internet',
  fileName: 'film.mp4',
  fileSize,
  status: {state: 'waiting'},
  step: 0,
  from: 1,
  percent: 0,
  attempts: 0,
  kept: true,
  results: {transfers: {}},
} as const;

export function uploadJob(given: Partial<UploadJob> = {}): UploadJob {
  const uuid = given.uuid ?? 'upload-1';
  return {
    ...start,
    kind: 'upload',
    uuid,
    identifier: uuid,
    source: {id: uuid, size: fileSize, lastModified: 1},
    bizKey: 'carryon',
    transcodeTypes: [],
    ...given,
  };
}

export function transcodeJob(given: Partial<TranscodeJob> = {}): TranscodeJob {
  return {
    ...start,
    kind: 'transcode',
    uuid: 'transcode-1',
    identifier: 'upload-1',
    of: 'upload-1',
    source: {id: 'upload-1', size: fileSize, lastModified: 1},
    bizKey: 'carryon',
    bizId: 'biz-1',
    ...given,
  };
}

export function downloadJob(given: Partial<DownloadJob> = {}): DownloadJob {
  const uuid = given.uuid ?? 'download-1';
  return {...start, kind: 'download', uuid, identifier: uuid, url: 'https://backend.test/files/1', ...given};
}

export function convertJob(given: Partial<ConvertJob> = {}): ConvertJob {
  const uuid = given.uuid ?? 'convert-1';
  const source = {id: uuid, size: fileSize, lastModified: 1};
  return {
    ...start,
    kind: 'convert',
    uuid,
    identifier: uuid,
    route: 'internet',
    fileName: 'talk.pptx',
    source,
    ...given,
  };
}

/** A job that is running, with what {@link settle} reads of it. */
export function running(given: Partial<UploadJob> = {}): UploadJob {
  return uploadJob({status: {state: 'running'}, ...given});
}

/** A job as it is handed to a store. */
export function unplaced({place: _store, ...job}: Job): NewJob {
  // Only the place is gone, as a NewJob has it.
  return job as NewJob;
}

/** One status of each state. */
export const statuses: {readonly [State in JobStatus['state']]: JobStatus & {state: State}} = {
  added: {state: 'added'},
  waiting: {state: 'waiting'},
  running: {state: 'running'},
  retrying: {state: 'retrying', retryAt: 5_000},
  paused: {state: 'paused'},
  done: {state: 'done', doneAt: 1},
  failed: {state: 'failed'},
  cancelled: {state: 'cancelled', cancelledAt: 1},
};
