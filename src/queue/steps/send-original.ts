import {originalPath} from '../file-path.ts';
import type {StepContext} from '../flow.ts';
import type {UploadJob} from '../job.ts';
import {transferPercent} from '../percent.ts';
import {sendFile} from './send-file.ts';

/** SPEC F1, step 3: to the NAS, through the gateway. */
export async function copyToNas(context: StepContext<UploadJob>): Promise<void> {
  const {job} = context;
  await sendOriginal(context, 'intranet', {
    path: originalPath(job.identifier, job.fileName),
    identifier: job.identifier,
  });
}

/** SPEC F2, step 3: to the backend, in chunks. */
export async function uploadChunks(context: StepContext<UploadJob>): Promise<void> {
  const {job} = context;
  await sendOriginal(context, 'internet', {
    identifier: job.identifier,
    fileName: job.fileName,
    bizKey: job.bizKey,
    purpose: 'original',
    ...(job.projectId !== undefined && {projectId: job.projectId}),
    ...(job.relativePath !== undefined && {relativePath: job.relativePath}),
  });
}

async function sendOriginal(
  context: StepContext<UploadJob>,
  route: 'intranet' | 'internet',
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const {job} = context;
  await sendFile(
    context,
    {
      route,
      part: 'original',
      file: {type: 'source', source: job.source},
      size: job.fileSize,
      metadata,
      percentAt: (bytes) => transferPercent(bytes, job.fileSize),
    },
    job.results,
  );
}
