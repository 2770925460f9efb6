import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {TranscodeJob, UploadJob} from '../job.ts';

/** The source is there, readable, and still the one that was added (SPEC F10). */
export async function findSource({
  job,
  ports,
  signal,
}: StepContext<UploadJob> | StepContext<TranscodeJob>): Promise<void> {
  if (job.kind === 'transcode' && !ports.transcoder) {
    throw new JobError('engine-missing', 'Transcoding needs an open window of this app.');
  }
  await ports.files.check(job.source, signal);
}
