import {endingOf} from './file-path.ts';
import type {ConvertJob, DownloadJob, Owner, Source, TranscodeJob, UploadJob, WantedRoute} from './job.ts';
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

/** What a new download is made of. */
export interface NewDownload {
  readonly uuid: string;
  readonly owner: Owner;
  readonly createdAt: string;
  readonly route: WantedRoute;
  readonly url: string;
  readonly fileName: string;
  /** Undefined: nobody has told. */
  readonly fileSize: number | undefined;
  readonly savesTo?: string;
}

/** A download that waits to be shown (SPEC A2). */
export function newDownloadJob({fileSize, ...download}: NewDownload): NewJob & {kind: 'download'} {
  const job: Omit<DownloadJob, 'place'> = {
    ...download,
    ...startOf(download.route),
    kind: 'download',
    identifier: download.uuid,
    fileSize: fileSize ?? 0,
    ...(fileSize === undefined && {sizeUnknown: true}),
    kept: true,
    status: {state: 'added'},
  };
  return job;
}

/** What a new convert is made of. */
export interface NewConvert {
  readonly uuid: string;
  readonly owner: Owner;
  readonly createdAt: string;
  readonly fileName: string;
  readonly source: Source;
  readonly kept: boolean;
  readonly notifyUrl?: string;
}

/** A convert that waits to be shown (SPEC A2). */
export function newConvertJob(convert: NewConvert): NewJob & {kind: 'convert'} {
  const job: Omit<ConvertJob, 'place'> = {
    ...convert,
    ...startOf('internet'),
    kind: 'convert',
    route: 'internet',
    identifier: convert.uuid,
    fileSize: convert.source.size,
    status: {state: 'added'},
  };
  return job;
}

/** A deck whose Job at the service is known, and that is only to be fetched. */
export interface NewFetchedDeck extends Omit<NewConvert, 'source' | 'kept' | 'notifyUrl'> {
  readonly fileSize: number;
  readonly token: string;
}

export function newFetchedDeck({token, ...deck}: NewFetchedDeck): NewJob & {kind: 'convert'} {
  const job: Omit<ConvertJob, 'place'> = {
    ...deck,
    ...startOf('internet'),
    kind: 'convert',
    route: 'internet',
    identifier: deck.uuid,
    kept: true,
    results: {transfers: {}, token},
    status: {state: 'added'},
  };
  return job;
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
    // One that told nothing is looked at once more: the file was sent meanwhile, so it can be read.
    ...(upload.film?.plan && {film: upload.film}),
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
