import {createHash} from 'node:crypto';
import type {FastifyRequest} from 'fastify';
import {publicUrl} from '../http/public-url.ts';
import {nasSegments} from '../nas/nas-path.ts';
import type {OriginalRecord} from '../records/records.ts';

/** Where an original is fetched, on either route. */
export function originalUrl(request: FastifyRequest, {bizId}: OriginalRecord, trustProxy: boolean): string {
  return publicUrl(request, `/kapi/files/${bizId}`, trustProxy);
}

/** Where a file of a transcode is fetched: all of one identifier lie in one folder, so relative URIs work. */
export function transcodeUrl(request: FastifyRequest, folder: string, name: string, trustProxy: boolean): string {
  return publicUrl(request, `/kapi/transcodes/${folder}/${encodeURIComponent(name)}`, trustProxy);
}

/** The folder of an identifier's transcode: says nothing about either. */
export function transcodeFolder(user: string, identifier: string): string {
  return createHash('sha256').update(`${user}\0${identifier}`).digest('hex').slice(0, 32);
}

/** Whether a playlist lies on the NAS, given what `afterClientTranscode` said; empty: there is none. */
export function isOnNas(filePath: string): boolean {
  return filePath !== '' && !/\/kapi\/transcodes\/[0-9a-f]{32}\/[^?#]+$/.test(filePath);
}

/**
 * Where a playlist is fetched, given what `afterClientTranscode` said: the URL of ours that it was uploaded to, or a
 * path on the NAS.
 */
export function playlistUrl(request: FastifyRequest, filePath: string, trustProxy: boolean): string | null {
  if (filePath === '') return null;
  const ours = /\/kapi\/(?:transcodes\/[0-9a-f]{32}|nas)\/[^?#]+$/.exec(filePath)?.[0];
  if (ours !== undefined) return publicUrl(request, ours, trustProxy);
  const path = nasSegments(filePath).map(encodeURIComponent).join('/');
  return publicUrl(request, `/kapi/nas/${path}`, trustProxy);
}
