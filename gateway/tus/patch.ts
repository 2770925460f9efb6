import {Http2ServerRequest, constants} from 'node:http2';
import type {FastifyReply, FastifyRequest} from 'fastify';
import type {IncomingBody} from '../http/incoming-body.ts';
import {append} from './append.ts';
import {Checksum} from './checksum.ts';
import {tusError} from './errors.ts';
import {bodyOf, header, wholeNumber} from './request.ts';
import type {IdRequest, TusContext} from './routes.ts';
import type {Upload} from './upload-store.ts';

/** `PATCH <base>/<id>`: the next bytes. */
export async function patch(context: TusContext, request: IdRequest, reply: FastifyReply): Promise<FastifyReply> {
  const {body, lengthBytes} = bodyOf(request);
  if (body === undefined) throw tusError('wrongType');
  const now = await takeBytes(context, request, body, lengthBytes).finally(() => body.letGo());
  return reply
    .code(204)
    .headers({'Upload-Offset': String(now.offset), 'Upload-Expires': now.expiresAt.toUTCString()})
    .send();
}

async function takeBytes(
  context: TusContext,
  request: IdRequest,
  body: IncomingBody,
  lengthBytes: number | undefined,
): Promise<Upload> {
  const {store, locks} = context;
  const {id} = request.params;
  const offset = wholeNumber(header(request, 'upload-offset'));
  if (offset === undefined) throw tusError('noOffset');
  const checksum = Checksum.announcedBy(header(request, 'upload-checksum'));
  if ((await store.peek(request.user, id)) === undefined) throw tusError('notFound');

  const lease = await locks.acquire(id, () => cutOff(request));
  try {
    const upload = await store.find(request.user, id);
    if (upload === undefined) throw tusError('notFound');
    if (offset !== upload.offset) throw tusError('wrongOffset');
    if (lengthBytes !== undefined && offset + lengthBytes > upload.sizeBytes) throw tusError('tooLong');
    if (offset === upload.sizeBytes) return await takeNothing(upload, body);
    return await append(context, upload, body, checksum, () => lease.touch());
  } finally {
    lease.release();
  }
}

/** A complete upload stays as it is. */
async function takeNothing(upload: Upload, body: IncomingBody): Promise<Upload> {
  if ((await body.next()).length > 0) throw tusError('tooLong');
  return upload;
}

/** Ends a body that is still coming. One that has come whole is about to be answered, and is left alone. */
function cutOff({raw}: FastifyRequest): void {
  if (raw.readableEnded) return;
  // Over HTTP/2 this is one stream of a connection: ending the request does not end it.
  if (raw instanceof Http2ServerRequest) raw.stream.close(constants.NGHTTP2_CANCEL);
  raw.destroy();
}
