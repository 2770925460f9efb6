import {JobError} from '../failure.ts';
import {originalPath} from '../file-path.ts';
import type {StepContext} from '../flow.ts';
import type {UploadJob} from '../job.ts';
import {finishedTransfer} from '../transfers.ts';
import {checkUnchanged} from './find-source.ts';

/** An upload that is not complete, or not of that size (CONTRACT 3). */
const conflict = 409;

/** SPEC F1 and F2, step 4: the record of the original. The same identifier again gives the same record. */
export async function notifyBackend({job, ports, signal, save}: StepContext<UploadJob>): Promise<void> {
  checkUnchanged(job);
  const transfer = finishedTransfer(job.results, 'original');
  if (!transfer) throw new JobError('unexpected', 'There is no finished transfer to tell the backend of.');
  const call = {
    identifier: job.identifier,
    fileName: job.fileName,
    fileSize: job.fileSize,
    bizKey: job.bizKey,
    ...(job.projectId !== undefined && {projectId: job.projectId}),
    ...(transfer.route === 'internet'
      ? {upload: transfer.url}
      : {filePath: originalPath(job.identifier, job.fileName)}),
  };
  const record = await ports.backend.afterClientUpload(job.owner, call, signal).catch(async (error: unknown) => {
    if (error instanceof JobError && error.values['status'] === conflict) {
      // It says that it does not have all of it: the next attempt asks what it has, and sends the rest.
      const {route, ...rest} = transfer;
      const doubted = {...rest, complete: false};
      await save({results: {transfers: {...job.results.transfers, [`${route}/original`]: doubted}}});
    }
    throw error;
  });
  await save({results: {bizId: record.bizId, fileUrl: record.fileUrl, notified: true}});
}
