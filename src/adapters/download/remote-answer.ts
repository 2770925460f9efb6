import {JobError} from '../../queue/failure.ts';
import type {RemoteFile} from '../database.ts';
import type {Gap} from './ranges.ts';
import {digestIn} from './remote-digest.ts';

/** What an answer brings of a file. */
export type Brought =
  /** These bytes. */
  | {readonly type: 'range'; readonly start: number; readonly end: number; readonly remote: RemoteFile}
  /** All of it, from its start on, whatever was asked for. */
  | {readonly type: 'whole'; readonly remote: RemoteFile}
  | {readonly type: 'nothing-there'; readonly remote: RemoteFile}
  /** Bytes that cannot be told where they belong: of a range that we may not know, or packed. */
  | {readonly type: 'unplaceable'};

/**
 * Reads the head of an answer: status 200, 206 or 416.
 *
 * @param asked The range that was asked for, if one was.
 * @throws JobError `answer-unreadable` when it contradicts itself, or what was asked for.
 */
export function readAnswer(
  {status, headers}: {readonly status: number; readonly headers: Headers},
  asked: Gap | undefined,
): Brought {
  const isPacked = !['', 'identity'].includes(headers.get('Content-Encoding')?.trim().toLowerCase() ?? '');
  const etag = headers.get('ETag')?.trim();
  const lastModified = headers.get('Last-Modified')?.trim();
  // It is of the bytes on the line (RFC 9530 3): of packed ones we see none.
  const digest = isPacked ? undefined : digestIn(headers, status === 200);
  const remote = {
    ...(etag && {etag}),
    ...(lastModified && {lastModified}),
    ...(digest && {digest}),
  };
  if (status === 200) {
    const length = /^\d+$/.exec(headers.get('Content-Length')?.trim() ?? '')?.[0];
    const size = isPacked || length === undefined ? {} : {size: Number(length)};
    return {type: 'whole', remote: {...remote, ...size, hasRanges: false}};
  }
  const contentRange = headers.get('Content-Range')?.trim();
  if (status === 416) {
    const size = /^bytes \*\/(\d+)$/i.exec(contentRange ?? '')?.[1];
    return size === '0'
      ? {type: 'nothing-there', remote: {...remote, size: 0, hasRanges: true}}
      : {type: 'unplaceable'};
  }
  // A site of another origin shows it only if it wants to; several ranges were not asked for.
  if (isPacked || contentRange === undefined) return {type: 'unplaceable'};
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/i.exec(contentRange) ?? [];
  if (first === undefined || !asked) return {type: 'unplaceable'};
  const [start, end, total] = [Number(first), Number(last) + 1, Number(size)];
  const isSane = start === asked.start && end > start && end <= asked.end && end <= total;
  if (!isSane) {
    throw new JobError('answer-unreadable', `The server says it sends ${contentRange}, which was not asked for.`);
  }
  return {type: 'range', start, end, remote: {...remote, size: total, hasRanges: true}};
}

/** Whether bytes that came before can be told from bytes of another state of the file. */
export function canResume({hasRanges, etag, lastModified}: RemoteFile): boolean {
  return hasRanges && (isStrong(etag) || lastModified !== undefined);
}

/** Whether two answers are certain to be of the same bytes. */
export function isSameFile(before: RemoteFile, now: RemoteFile): boolean {
  if (before.size !== undefined && now.size !== undefined && before.size !== now.size) return false;
  if (isStrong(before.etag) && isStrong(now.etag)) return before.etag === now.etag;
  const sameTag = before.etag === undefined || now.etag === undefined || before.etag === now.etag;
  return sameTag && before.lastModified !== undefined && before.lastModified === now.lastModified;
}

/** What `If-Range` may say of a file (RFC 9110 13.1.5); undefined where it has nothing that would do. */
export function ifRangeOf({etag, lastModified}: RemoteFile): string | undefined {
  if (isStrong(etag)) return etag;
  return etag === undefined ? lastModified : undefined;
}

/** A page in place of a file: a captive portal's, or one to sign in at. Told by a type that contradicts the name. */
export function isPage(
  headers: Headers,
  fileName: string,
  expectedBytes: number | undefined,
  remote: RemoteFile,
): boolean {
  if (!/^text\/html|^application\/xhtml/i.test(headers.get('Content-Type') ?? '')) return false;
  const ending = /\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase();
  if (ending !== undefined && pageEndings.has(ending)) return false;
  return ending !== undefined || (expectedBytes !== undefined && expectedBytes !== remote.size);
}

const pageEndings: ReadonlySet<string> = new Set(['html', 'htm', 'xhtml', 'xht', 'mhtml']);

function isStrong(etag: string | undefined): etag is string {
  return etag !== undefined && !etag.startsWith('W/');
}
