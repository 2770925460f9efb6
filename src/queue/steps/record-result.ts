import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {TranscodeJob} from '../job.ts';

/** SPEC F5 step 6, F6 step 5: `afterClientTranscode`, status 1. The last call wins, so it may be said again. */
export async function recordResult({job, ports, signal, save}: StepContext<TranscodeJob>): Promise<void> {
  const filePath = job.results.playlistPath;
  if (filePath === undefined) throw new JobError('unexpected', 'There is no playlist to tell the backend of.');
  await ports.backend.afterClientTranscode(
    job.owner,
    {
      filePath,
      bizKey: job.bizKey,
      bizId: job.bizId,
      status: 1,
      ...(job.projectId !== undefined && {projectId: job.projectId}),
    },
    signal,
  );
  await save({results: {notified: true}});
}
