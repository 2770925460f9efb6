import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {Rendition, Results, TranscodeJob} from '../job.ts';
import type {FileRef} from '../ports.ts';
import {resultPercent} from '../percent.ts';
import {sendFile} from './send-file.ts';

/** The `.ts` first: a playlist never names what is not there yet. */
const order = ['segments', 'playlist'] as const;

/** SPEC F5, step 5: both files to the folder that the backend named. */
export async function copyResult(context: StepContext<TranscodeJob>): Promise<void> {
  const {job} = context;
  const folder = job.results.nasFolder;
  if (folder === undefined) throw new JobError('unexpected', 'The backend has named no folder on the NAS.');
  const rendition = await keptRendition(context);
  let results = job.results;
  for (const part of order) {
    const path = `${folder}/${fileOf(rendition, part).name}`;
    results = await sendPart(context, rendition, part, results, 'intranet', {
      path,
      identifier: job.identifier,
      overwrite: 'true',
    });
  }
  await context.save({results: {playlistPath: `${folder}/${rendition.playlistName}`}});
}

/** SPEC F6, step 4: uploadTranscodeFile, twice; by tus where the backend's health names it, as forms elsewhere. */
export async function uploadResult(context: StepContext<TranscodeJob>): Promise<void> {
  const {job, ports, signal} = context;
  const rendition = await keptRendition(context);
  const total = rendition.segmentsBytes + rendition.playlistBytes;
  const call = {
    identifier: job.identifier,
    fileSize: job.fileSize,
    bizKey: job.bizKey,
    ...(job.projectId !== undefined && {projectId: job.projectId}),
  };
  let results = job.results;
  let fileUrl = '';
  for (const part of order) {
    if (ports.backend.hasTus(job.owner)) {
      results = await sendPart(context, rendition, part, results, 'internet', {
        identifier: job.identifier,
        fileName: fileOf(rendition, part).name,
        bizKey: job.bizKey,
        purpose: 'transcode',
      });
      const upload = results.transfers[`internet/${part}`]?.url ?? '';
      fileUrl = await ports.backend.uploadTranscodeFile(job.owner, {...call, upload}, signal);
    } else {
      const before = part === 'playlist' ? rendition.segmentsBytes : 0;
      fileUrl = await ports.backend.uploadTranscodeFile(
        job.owner,
        {
          ...call,
          file: fileRef(job, rendition, part),
          onSent: (bytes) =>
            context.report({percent: resultPercent(before, total), sentBytes: before + bytes, totalBytes: total}),
        },
        signal,
      );
      await context.save({percent: resultPercent(before + fileOf(rendition, part).size, total), gained: true});
    }
  }
  await context.save({results: {playlistPath: fileUrl}});
}

async function sendPart(
  context: StepContext<TranscodeJob>,
  rendition: Rendition,
  part: 'segments' | 'playlist',
  results: Results,
  route: 'intranet' | 'internet',
  metadata: Readonly<Record<string, string>>,
): Promise<Results> {
  if (results.transfers[`${route}/${part}`]?.complete) return results;
  const total = rendition.segmentsBytes + rendition.playlistBytes;
  const before = part === 'playlist' ? rendition.segmentsBytes : 0;
  return await sendFile(
    context,
    {
      route,
      part,
      file: fileRef(context.job, rendition, part),
      size: fileOf(rendition, part).size,
      metadata,
      percentAt: (bytes) => resultPercent(before + bytes, total),
      bytesBefore: before,
      totalBytes: total,
    },
    results,
  );
}

/** The rendition, if its files are still there; else it is forgotten, and the next attempt makes it again. */
async function keptRendition({job, ports, save}: StepContext<TranscodeJob>): Promise<Rendition> {
  const {rendition} = job.results;
  if (rendition && (await ports.files.hasRendition(job.uuid, rendition))) return rendition;
  await save({results: {rendition: undefined, transfers: {}}});
  throw new JobError('source-missing', 'The result of the transcode is no longer on this device.');
}

function fileRef(job: TranscodeJob, rendition: Rendition, part: 'segments' | 'playlist'): FileRef {
  return {type: 'rendition', uuid: job.uuid, part, rendition};
}

function fileOf(rendition: Rendition, part: 'segments' | 'playlist'): {readonly name: string; readonly size: number} {
  return part === 'segments'
    ? {name: rendition.segmentsName, size: rendition.segmentsBytes}
    : {name: rendition.playlistName, size: rendition.playlistBytes};
}
