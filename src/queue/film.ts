import {endingOf} from './file-path.ts';
import {isFinal, type Job, type TranscodeJob, type UploadJob} from './job.ts';
import type {FileRef} from './ports.ts';

/**
 * Where to look at the film of a job for what its row shows: in the original while that is still wanted, and for a
 * picture in the rendition, when the original has given none. `undefined`: nowhere, or nowhere any more.
 */
export function filmToSee(job: Job): FileRef | undefined {
  if (job.removed || !isFilm(job)) return undefined;
  if (!job.film && !isFinal(job.status)) return {type: 'source', source: job.source};
  const {rendition} = job.results;
  const needsPicture = job.kind === 'transcode' && !job.film?.poster && job.film?.seenIn !== 'rendition';
  return rendition && needsPicture ? {type: 'rendition', uuid: job.uuid, name: rendition.segmentsName} : undefined;
}

/** A transcode, or an upload that brings one with it. */
function isFilm(job: Job): job is UploadJob | TranscodeJob {
  return job.kind === 'transcode' || (job.kind === 'upload' && job.transcodeTypes.includes(endingOf(job.fileName)));
}
