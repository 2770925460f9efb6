import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {DownloadJob} from '../job.ts';
import {transferPercent} from '../percent.ts';

/** SPEC F3 and F4, step 2. */
export async function download({job, ports, signal, save, report}: StepContext<DownloadJob>): Promise<void> {
  if (!ports.downloader) throw new JobError('engine-missing', 'Downloading needs an open window of this app.');
  let most = job.results.keptBytes ?? 0;
  await ports.downloader.download(
    {
      uuid: job.uuid,
      owner: job.owner,
      route: job.flowRoute,
      url: job.url,
      onReceived: (bytes) =>
        report({percent: transferPercent(bytes, job.fileSize), sentBytes: bytes, totalBytes: job.fileSize}),
      onKept: async (bytes) => {
        const gained = bytes > most;
        most = bytes;
        const percent = transferPercent(bytes, job.fileSize);
        await save({results: {keptBytes: bytes}, percent, gained, lazily: true});
      },
    },
    signal,
  );
}
