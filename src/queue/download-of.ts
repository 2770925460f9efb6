import type {PublicJob} from './public-job.ts';

/** What `app.addDownloadJobs` takes for one file; `isNetwork` goes beside the files. */
export interface DownloadOf {
  readonly file: {readonly url: string; readonly fileName: string; readonly fileSize?: number};
  /** Absent: on either route. */
  readonly isNetwork?: false;
}

/**
 * How to fetch again what a finished job has brought to the server: an upload's original, or the one `.ts` of a
 * transcode, in its largest size. `undefined` for any other job.
 */
export function downloadOf({
  kind,
  state,
  fileName,
  fileSize,
  fileUrl,
  identifier,
  result,
}: PublicJob): DownloadOf | undefined {
  if (state !== 'done') return undefined;
  if (kind === 'upload' && fileUrl !== undefined) return {file: {url: fileUrl, fileName, fileSize}};
  if (kind !== 'transcode' || result === undefined || !('filePath' in result)) return undefined;
  // All files of one identifier share a folder, and are named after it (SPEC F12).
  const url = result.filePath.replace(`${identifier}.m3u8`, `${identifier}.ts`);
  const file = {url, fileName: `${fileName.replace(/\.[^.]+$/, '')}.ts`};
  const isUrl = /^(https?:|\/)/i.test(url);
  return isUrl ? {file} : {file, isNetwork: false};
}
