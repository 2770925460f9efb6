import type {Owner} from '../queue/job.ts';
import {absoluteUrl, join} from './base-url.ts';
import type {Http} from './http.ts';

/**
 * Where the playlist of an original's rendition is fetched, on either route (CONTRACT 3, records).
 *
 * @returns `undefined` while the backend knows of none.
 * @throws JobError what the answer's status means.
 */
export async function transcodePlaylistUrl(
  http: Http,
  owner: Owner,
  bizId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const {baseUrl} = owner;
  const url = join(baseUrl, `/kapi/records/${encodeURIComponent(bizId)}`);
  const {transcode} = await http.json({url, credential: {owner, baseUrl}}, signal);
  if (typeof transcode !== 'object' || transcode === null || !('fileUrl' in transcode)) return undefined;
  return typeof transcode.fileUrl === 'string' ? absoluteUrl(transcode.fileUrl, baseUrl) : undefined;
}
