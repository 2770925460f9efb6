import type {FileHandle} from 'node:fs/promises';
import type {FastifyReply, FastifyRequest} from 'fastify';
import {HttpError} from './errors.ts';
import {untrustedFileHeaders} from './file-headers.ts';
import {parseRange} from './ranges.ts';

/** A file ready to be sent. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  /** What the user calls it. */
  readonly fileName: string;
  /** Strong, with its quotes: another one whenever a byte differs. */
  readonly etag: string;
}

const readBytes = 1 << 20;

/** Answers GET and HEAD with a user's file, or the part of it that was asked for. Closes it when done. */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: OpenFile): Promise<FastifyReply> {
  const {etag, sizeBytes} = file;
  const headers = {
    ...untrustedFileHeaders(file.fileName),
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
  };
  if (matches(request.headers['if-none-match'], etag)) {
    await file.handle.close();
    return reply.code(304).headers(headers).send();
  }
  const range = isStillWanted(request, etag) ? parseRange(request.headers.range, sizeBytes) : undefined;
  if (range === 'unsatisfiable') {
    await file.handle.close();
    throw new HttpError(416, 'The range lies behind the end of the file.', {'Content-Range': `bytes */${sizeBytes}`});
  }

  const {first, last} = range ?? {first: 0, last: sizeBytes - 1};
  reply.code(range === undefined ? 200 : 206).headers({...headers, 'Content-Length': String(last - first + 1)});
  if (range !== undefined) reply.header('Content-Range', `bytes ${first}-${last}/${sizeBytes}`);
  if (request.method === 'HEAD' || sizeBytes === 0) {
    await file.handle.close();
    return reply.send();
  }
  return reply.send(file.handle.createReadStream({start: first, end: last, highWaterMark: readBytes}));
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
