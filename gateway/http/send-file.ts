import {once} from 'node:events';
import {Http2ServerResponse, constants} from 'node:http2';
import type {FastifyReply, FastifyRequest} from 'fastify';
import {HttpError} from './errors.ts';
import {untrustedFileHeaders} from './file-headers.ts';
import {parseRange} from './ranges.ts';
import {readAhead} from './read-ahead.ts';
import type {ByteSource} from './read-ahead.ts';

/** A file ready to be sent. */
export interface OpenFile {
  readonly source: ByteSource;
  readonly sizeBytes: number;
  /** What the user calls it. */
  readonly fileName: string;
  /** Strong, with its quotes: another one whenever a byte differs. */
  readonly etag: string;
  /** Above those that go with every user's file. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Answers GET and HEAD with a user's file, or the part of it that was asked for. Closes it when done. Bytes that cannot
 * be read after all cut the connection: the answer never ends as if it were whole.
 */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: OpenFile): Promise<FastifyReply> {
  const {etag, sizeBytes} = file;
  const headers = {
    ...untrustedFileHeaders(file.fileName),
    ...file.headers,
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
  };
  if (matches(request.headers['if-none-match'], etag)) {
    await file.source.close();
    return reply.code(304).headers(headers).send();
  }
  const range = isStillWanted(request, etag) ? parseRange(request.headers.range, sizeBytes) : undefined;
  if (range === 'unsatisfiable') {
    await file.source.close();
    throw new HttpError(416, 'The range lies behind the end of the file.', {'Content-Range': `bytes */${sizeBytes}`});
  }

  const {first, last} = range ?? {first: 0, last: sizeBytes - 1};
  const hasBody = request.method !== 'HEAD' && sizeBytes > 0;
  const bytes = hasBody ? readAhead(file.source, first, last) : undefined;
  // What cannot be read at all is an error like any other.
  await (bytes === undefined ? file.source.close() : once(bytes, 'readable'));

  reply.code(range === undefined ? 200 : 206).headers({...headers, 'Content-Length': String(last - first + 1)});
  if (range !== undefined) reply.header('Content-Range', `bytes ${first}-${last}/${sizeBytes}`);
  bytes?.once('error', () => cutOff(reply));
  return reply.send(bytes);
}

/** Over HTTP/2 Fastify would end a stream that has begun without an error, which reads as the end of the file. */
export function cutOff({raw}: FastifyReply): void {
  if (raw instanceof Http2ServerResponse && raw.headersSent) raw.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
}

/** A range of what the client has seen before; if the file is another one by now it gets all of it (`If-Range`). */
function isStillWanted(request: FastifyRequest, etag: string): boolean {
  const condition = request.headers['if-range'];
  return condition === undefined || condition === etag;
}

function matches(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false;
  return condition.split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '') === etag);
}
