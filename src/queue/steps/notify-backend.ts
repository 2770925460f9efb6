import {JobError} from '../failure.ts';
import {originalPath} from '../file-path.ts';
import type {StepContext} from '../flow.ts';
import type {UploadJob} from '../job.ts';
import {finishedTransfer} from '../transfers.ts';

/** SPEC F1 and F2, step 4: the record of the original. The same identifier again gives the same record. */
export async function notifyBackend({job, ports, signal, save}: StepContext<UploadJob>): Promise<void> {
  const transfer = finishedTransfer(job.results, 'original');
  if (!transfer) throw new JobError('unexpected', 'There is no finished transfer to tell the backend of.');
  const record = await ports.backend.afterClientUpload(
    job.owner,
    {
      identifier: job.identifier,
      fileName: job.fileName,
      fileSize: job.fileSize,
      bizKey: job.bizKey,
      ...(job.projectId !== undefined && {projectId: job.projectId}),
      ...(transfer.route === 'internet'
        ? {upload: transfer.url}
        : {filePath: originalPath(job.identifier, job.fileName)}),
    },
    signal,
  );
  await save({results: {bizId: record.bizId, fileUrl: record.fileUrl, notified: true}});
}
