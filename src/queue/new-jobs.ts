import {endingOf} from './file-path.ts';
import type {Owner, Source, TranscodeJob, UploadJob, WantedRoute} from './job.ts';
import type {NewJob} from './ports.ts';

/** What a new upload is made of. */
export interface NewUpload {
  readonly uuid: string;
  readonly owner: Owner;
  readonly createdAt: string;
  readonly route: WantedRoute;
  readonly fileName: string;
  readonly source: Source;
  readonly kept: boolean;
  readonly bizKey: string;
  readonly projectId?: string;
  readonly transcodeTypes: readonly string[];
  readonly relativePath?: string;
}

/** An upload that waits to be shown (SPEC A2). */
export function newUploadJob(upload: NewUpload): NewJob & {kind: 'upload'} {
  return {
    ...upload,
    ...startOf(upload.route),
    kind: 'upload',
    identifier: upload.uuid,
    fileSize: upload.source.size,
    status: {state: 'added'},
  };
}

/** The transcode that a finished upload brings with it, if its type is among those to encode (SPEC Q8). */
export function transcodeAfter(
  upload: UploadJob,
  uuid: string,
  createdAt: string,
): (NewJob & {kind: 'transcode'}) | undefined {
  const {bizId} = upload.results;
  if (bizId === undefined || !upload.transcodeTypes.includes(endingOf(upload.fileName))) return undefined;
  const transcode: Omit<TranscodeJob, 'place'> = {
    ...startOf(upload.route),
    kind: 'transcode',
    uuid,
    identifier: upload.identifier,
    of: upload.uuid,
    owner: upload.owner,
    createdAt,
    route: upload.route,
    flowRoute: upload.flowRoute,
    fileName: upload.fileName,
    fileSize: upload.fileSize,
    source: upload.source,
    kept: upload.kept,
    ...(upload.unkept !== undefined && {unkept: upload.unkept}),
    bizKey: upload.bizKey,
    bizId,
    status: {state: 'waiting'},
    ...(upload.projectId !== undefined && {projectId: upload.projectId}),
  };
  return transcode;
}

/** Endings as host pages write them (`["mp4", ".MOV"]`), as jobs keep them. */
export function normalEndings(transcodeTypes: readonly string[]): readonly string[] {
  return transcodeTypes.map((ending) => ending.replace(/^\./, '').toLowerCase());
}

function startOf(route: WantedRoute) {
  return {
    flowRoute: route === 'intranet' ? ('intranet' as const) : ('internet' as const),
    step: 0,
    from: 1,
    percent: 0,
    attempts: 0,
    results: {transfers: {}},
  };
}
