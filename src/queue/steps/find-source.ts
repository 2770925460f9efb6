import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {ConvertJob, TranscodeJob, UploadJob} from '../job.ts';

/** The source is there, readable, and still the one that was added (SPEC F10). */
export async function findSource({
  job,
  ports,
  signal,
}: StepContext<UploadJob> | StepContext<TranscodeJob> | StepContext<ConvertJob>): Promise<void> {
  if (job.kind === 'transcode' && !ports.transcoder) {
    throw new JobError('engine-missing', 'Transcoding needs an open window of this app.');
  }
  checkUnchanged(job);
  if (!job.source) throw new JobError('source-missing', 'There is no file to convert.');
  await ports.files.check(job.source, signal);
}

/**
 * Not every browser says that a file has changed when it is read; whoever makes its copy may have found out.
 *
 * @throws JobError `source-changed`.
 */
export function checkUnchanged({unkept}: UploadJob | TranscodeJob | ConvertJob): void {
  if (unkept === 'changed') throw new JobError('source-changed', 'The file has changed since it was added.');
}
