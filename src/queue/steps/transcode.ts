import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {TranscodeJob} from '../job.ts';
import {transcodePercent} from '../percent.ts';

/** SPEC F5, step 3: a folder on the NAS, the same for the same identifier. */
export async function getTranscodePath({job, ports, signal, save}: StepContext<TranscodeJob>): Promise<void> {
  const nasFolder = await ports.backend.getTranscodeFilePath(
    job.owner,
    {
      identifier: job.identifier,
      fileName: job.fileName,
      fileSize: job.fileSize,
      bizKey: job.bizKey,
      ...(job.projectId !== undefined && {projectId: job.projectId}),
    },
    signal,
  );
  await save({results: {nasFolder}});
}

/** SPEC F5 step 4, F6 step 3. The rendition is kept with the job: it is never made twice (SPEC Q9). */
export async function transcode({job, ports, signal, save, report}: StepContext<TranscodeJob>): Promise<void> {
  if (!ports.transcoder) throw new JobError('engine-missing', 'Transcoding needs an open window of this app.');
  let wayKnown: Promise<void> = Promise.resolve();
  const rendition = await ports.transcoder.transcode(
    {
      uuid: job.uuid,
      identifier: job.identifier,
      fileName: job.fileName,
      source: job.source,
      severalSizes: ports.settings.severalSizes,
      ...(job.avoid && {avoid: job.avoid}),
      onWay: (taken) => {
        wayKnown = wayKnown.then(() => save({taken}));
        // Heard below, unless the transcode fails first: then its own failure is the one that counts.
        wayKnown.catch(() => undefined);
      },
      onKept: (fraction) => {
        // A write that fails is heard of at the next one; the checkpoint itself lies beside the film.
        save({percent: transcodePercent(fraction), gained: true, lazily: true}).catch(() => undefined);
      },
      onProgress: ({fraction, speed}) => report({percent: transcodePercent(fraction), speed}),
    },
    signal,
  );
  await wayKnown;
  await save({results: {rendition}, percent: transcodePercent(1)});
}

/** A way that has ended its context three times is not taken again; after the last one the step has failed (SPEC Q3). */
export function anotherWay(job: TranscodeJob): TranscodeJob | undefined {
  const {way, avoid = []} = job;
  return way === undefined || way === 'encode' ? undefined : {...job, avoid: [...avoid, way]};
}
