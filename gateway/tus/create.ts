import type {FastifyReply, FastifyRequest} from 'fastify';
import {Readable} from 'node:stream';
import {IncomingBody} from '../http/incoming-body.ts';
import {append} from './append.ts';
import {Checksum} from './checksum.ts';
import {tusError} from './errors.ts';
import {parseMetadata} from './metadata.ts';
import {bodyOf, header, wholeNumber} from './request.ts';
import type {TusContext} from './routes.ts';
import type {Upload} from './upload-store.ts';

/** `POST <base>/`: makes an upload, and takes its first bytes if the request brings some (creation-with-upload). */
export async function create(context: TusContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const {body, lengthBytes} = bodyOf(request);
  const now = await makeUpload(context, request, body, lengthBytes).finally(() => body?.letGo());
  return reply
    .code(201)
    .headers({
      Location: locationOf(now.id, request),
      'Upload-Offset': String(now.offset),
      'Upload-Expires': now.expiresAt.toUTCString(),
    })
    .send();
}

async function makeUpload(
  context: TusContext,
  request: FastifyRequest,
  body: IncomingBody | undefined,
  lengthBytes: number | undefined,
): Promise<Upload> {
  const sizeBytes = wholeNumber(header(request, 'upload-length'));
  if (sizeBytes === undefined) throw tusError('noLength');
  const metadata = header(request, 'upload-metadata') ?? '';
  const fields = parseMetadata(metadata);
  if (fields === undefined) throw tusError('badMetadata');
  if (sizeBytes > context.maxFileBytes) throw tusError('tooLarge', {'Tus-Max-Size': String(context.maxFileBytes)});
  if (lengthBytes !== undefined && lengthBytes > sizeBytes) throw tusError('tooLong');
  const checksum = Checksum.announcedBy(header(request, 'upload-checksum'));
  const wanted = {user: request.user, sizeBytes, metadata, fields};
  await context.store.content.admit(wanted);

  const upload = await context.store.create(wanted);
  // A file of no bytes is complete with these.
  const first = body ?? (sizeBytes === 0 ? new IncomingBody(Readable.from([])) : undefined);
  return first === undefined ? upload : takeFirstBytes(context, upload, first, checksum);
}

async function takeFirstBytes(
  context: TusContext,
  upload: Upload,
  body: IncomingBody,
  checksum: Checksum | undefined,
): Promise<Upload> {
  const lease = await context.locks.acquire(upload.id);
  try {
    const now = await append(context, upload, body, checksum, () => undefined);
    // Nobody is left who could be told of it.
    if (body.end === 'cut') throw tusError('cut');
    return now;
  } catch (error) {
    // A request that fails changes nothing (CONTRACT 2).
    await context.store.remove(upload.id);
    throw error;
  } finally {
    lease.release();
  }
}

/** Relative, so that it holds behind any proxy; resolved against the URL that was posted to. */
function locationOf(id: string, request: FastifyRequest): string {
  const [path = ''] = request.url.split('?');
  return path.endsWith('/') ? id : `files/${id}`;
}
