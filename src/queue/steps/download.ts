import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {DownloadJob} from '../job.ts';
import {transferPercent} from '../percent.ts';
import type {KeptAsItComes} from '../ports.ts';

/** SPEC F3 and F4, step 2. What is kept of it is not fetched again (SPEC F8). */
export async function download(context: StepContext<DownloadJob>): Promise<void> {
  const {job, ports, signal, save} = context;
  const {downloader} = ports;
  if (!downloader) throw new JobError('engine-missing', 'Downloading needs an open window of this app.');
  const {uuid, owner, flowRoute: route, url, fileName} = job;
  const fileSize = job.sizeUnknown ? undefined : job.fileSize;
  const {size, isSaved} = await fetchKept(context, fileSize, transferPercent, async (kept) => {
    return await downloader.download({...kept, uuid, owner, route, url, fileName, fileSize}, signal);
  });
  const savedAt = isSaved ? ports.clock.now() : undefined;
  await save({results: {keptBytes: size, mostKeptBytes: undefined, straight: undefined, size, savedAt}});
}

/**
 * Fetches a file, and notes what is kept of it as it comes.
 *
 * @param expectedSize Until the server has told.
 * @param percentAt Of the whole job, when so many bytes of so many are kept.
 */
export async function fetchKept<Result>(
  {job, save, report}: StepContext,
  expectedSize: number | undefined,
  percentAt: (keptBytes: number, totalBytes: number) => number,
  fetch: (kept: KeptAsItComes) => Promise<Result>,
): Promise<Result> {
  const {results} = job;
  let size = results.size ?? expectedSize;
  let most = results.mostKeptBytes ?? 0;
  let kept = results.keptBytes ?? 0;
  let isStraight = false;
  return await fetch({
    onSize: async (bytes) => {
      if (bytes === results.size && bytes === size) return;
      size = bytes;
      await save({results: {size: bytes}});
    },
    onReceived: (bytes) =>
      report({
        // Of what is kept: what lies in the lines may be lost, and a percent does not fall (CONTRACT 6).
        percent: percentAt(isStraight ? bytes : kept, size ?? 0),
        sentBytes: bytes,
        ...(size !== undefined && {totalBytes: size}),
      }),
    onKept: async (bytes) => {
      // What was fetched once before is no progress: a file that changes at the server again and again must end.
      const gained = bytes > most;
      most = Math.max(most, bytes);
      const lazily = bytes >= kept;
      kept = bytes;
      const percent = percentAt(bytes, size ?? 0);
      const straight = bytes > 0 ? {straight: undefined} : {};
      await save({results: {keptBytes: bytes, mostKeptBytes: most, ...straight}, percent, gained, lazily});
    },
    onStraight: async () => {
      isStraight = true;
      await save({results: {straight: true}});
    },
  });
}
