import {extname} from 'node:path';

/** Where a Job is in its life (ppj.zh.md, Job的生命周期). */
export type JobState = 'uploading' | 'converting' | 'disting' | 'notifying' | 'completed' | 'halted' | 'deleted';

/** What is kept about a Job. */
export interface Job {
  readonly token: string;
  readonly owner: string;
  readonly state: JobState;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Unknown until it has been converted. */
  readonly totalPages: number | null;
  readonly lastError: string | null;
  readonly notifyUrl: string | null;
  /** The presentation in the vault, as long as it is needed. */
  readonly sourceId: string | null;
  /** The H5 in the vault, once there is one. */
  readonly zipId: string | null;
  /** How often its conversion was begun without coming to an end that says anything about the presentation. */
  readonly starts: number;
  readonly notifyTries: number;
  /** When the next try is due; null: at once. */
  readonly notifyAt: Date | null;
  readonly createdAt: Date;
}

/** A Job as the API gives it: exactly the fields of ppj.zh.md. */
export function describeJob(job: Job) {
  return {
    token: job.token,
    name: job.fileName.slice(0, job.fileName.length - extname(job.fileName).length),
    state: job.state,
    source_filename: job.fileName,
    source_filesize: job.sizeBytes,
    total_pages: job.totalPages,
    last_error: job.lastError,
    created_at: job.createdAt.toISOString(),
    created_at_in_ts: Math.floor(job.createdAt.getTime() / 1000),
  };
}

/** Whether the H5 can be fetched (SPEC P2). */
export function isDownloadable({state}: Job): boolean {
  return state === 'notifying' || state === 'completed';
}
