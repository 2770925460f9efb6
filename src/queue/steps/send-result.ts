import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {Rendition, Results, Route, TranscodeJob} from '../job.ts';
import type {FileRef} from '../ports.ts';
import {resultPercent} from '../percent.ts';
import {renditionFiles, type RenditionFilePart} from '../rendition-files.ts';
import {sendFile} from './send-file.ts';

/** A file in the row of those that are sent. */
interface Piece extends RenditionFilePart {
  /** Bytes of the files before it, and of all. */
  readonly before: number;
  readonly total: number;
}

/** SPEC F5, step 5: all files to the folder that the backend named. */
export async function copyResult(context: StepContext<TranscodeJob>): Promise<void> {
  const {job} = context;
  const folder = job.results.nasFolder;
  if (folder === undefined) throw new JobError('unexpected', 'The backend has named no folder on the NAS.');
  const rendition = await keptRendition(context);
  let results = job.results;
  for (const piece of pieces(rendition)) {
    const path = `${folder}/${piece.name}`;
    results = await sendPiece(context, piece, results, 'intranet', {
      path,
      identifier: job.identifier,
      overwrite: 'true',
    });
  }
  await context.save({results: {playlistPath: `${folder}/${rendition.playlistName}`}});
}

/** SPEC F6, step 4: uploadTranscodeFile for each file; by tus where the backend's health names it, as forms elsewhere. */
export async function uploadResult(context: StepContext<TranscodeJob>): Promise<void> {
  const {job, ports, signal} = context;
  const rendition = await keptRendition(context);
  const call = {
    identifier: job.identifier,
    fileSize: job.fileSize,
    bizKey: job.bizKey,
    ...(job.projectId !== undefined && {projectId: job.projectId}),
  };
  let results = job.results;
  let fileUrl = '';
  for (const piece of pieces(rendition)) {
    const {part, name, bytes, before, total} = piece;
    if (ports.backend.hasTus(job.owner)) {
      results = await sendPiece(context, piece, results, 'internet', {
        identifier: job.identifier,
        fileName: name,
        bizKey: job.bizKey,
        purpose: 'transcode',
      });
      const upload = results.transfers[`internet/${part}`]?.url ?? '';
      fileUrl = await ports.backend.uploadTranscodeFile(job.owner, {...call, upload}, signal);
    } else {
      fileUrl = await ports.backend.uploadTranscodeFile(
        job.owner,
        {
          ...call,
          file: fileRef(job, name),
          onSent: (sent) =>
            context.report({percent: resultPercent(before, total), sentBytes: before + sent, totalBytes: total}),
        },
        signal,
      );
      await context.save({percent: resultPercent(before + bytes, total), gained: true});
    }
  }
  await context.save({results: {playlistPath: fileUrl}});
}

async function sendPiece(
  context: StepContext<TranscodeJob>,
  {part, name, bytes, before, total}: Piece,
  results: Results,
  route: Route,
  metadata: Readonly<Record<string, string>>,
): Promise<Results> {
  if (results.transfers[`${route}/${part}`]?.complete) return results;
  return await sendFile(
    context,
    {
      route,
      part,
      file: fileRef(context.job, name),
      size: bytes,
      metadata,
      percentAt: (acknowledged) => resultPercent(before + acknowledged, total),
      bytesBefore: before,
      totalBytes: total,
    },
    results,
  );
}

function pieces(rendition: Rendition): readonly Piece[] {
  const files = renditionFiles(rendition);
  const sum = (some: readonly RenditionFilePart[]) => some.reduce((bytes, file) => bytes + file.bytes, 0);
  return files.map((file, index) => ({...file, before: sum(files.slice(0, index)), total: sum(files)}));
}

/** The rendition, if its files are still there; else it is forgotten, and the next attempt makes it again. */
async function keptRendition({job, ports, save}: StepContext<TranscodeJob>): Promise<Rendition> {
  const {rendition} = job.results;
  if (rendition && (await ports.files.hasRendition(job.uuid, rendition))) return rendition;
  await save({results: {rendition: undefined, transfers: {}}});
  throw new JobError('source-missing', 'The result of the transcode is no longer on this device.');
}

function fileRef(job: TranscodeJob, name: string): FileRef {
  return {type: 'rendition', uuid: job.uuid, name};
}
