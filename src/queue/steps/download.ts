import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {DownloadJob} from '../job.ts';
import {transferPercent} from '../percent.ts';

/** SPEC F3 and F4, step 2. */
export async function download({job, ports, signal, report}: StepContext<DownloadJob>): Promise<void> {
  if (!ports.downloader) throw new JobError('engine-missing', 'Downloading needs an open window of this app.');
  await ports.downloader.download(
    {
      uuid: job.uuid,
      owner: job.owner,
      route: job.flowRoute,
      url: job.url,
      onReceived: (bytes) =>
        report({percent: transferPercent(bytes, job.fileSize), sentBytes: bytes, totalBytes: job.fileSize}),
    },
    signal,
  );
}
