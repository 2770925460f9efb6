import type {FastifyReply, FastifyRequest} from 'fastify';
import {append} from './append.ts';
import {Checksum} from './checksum.ts';
import {tusError} from './errors.ts';
import {bodyOf, header, wholeNumber} from './request.ts';
import type {IdRequest, TusContext} from './routes.ts';

/** `PATCH /files/<id>`: the next bytes. */
export async function patch(
  {store, locks}: TusContext,
  request: IdRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const {body, lengthBytes} = bodyOf(request);
  if (body === undefined) throw tusError('wrongType');
  try {
    const {id} = request.params;
    const offset = wholeNumber(header(request, 'upload-offset'));
    if (offset === undefined) throw tusError('noOffset');
    const checksum = Checksum.announcedBy(header(request, 'upload-checksum'));
    if ((await store.find(request.user, id)) === undefined) throw tusError('notFound');

    const lease = await locks.acquire(id, () => cutOff(request));
    try {
      const upload = await store.find(request.user, id);
      if (upload === undefined) throw tusError('notFound');
      if (offset !== upload.offset) throw tusError('wrongOffset');
      if (lengthBytes !== undefined && offset + lengthBytes > upload.sizeBytes) throw tusError('tooLong');
      const now = await append(store, upload, body, checksum, () => lease.touch());
      return await reply
        .code(204)
        .headers({'Upload-Offset': String(now.offset), 'Upload-Expires': now.expiresAt.toUTCString()})
        .send();
    } finally {
      lease.release();
    }
  } finally {
    body.letGo();
  }
}

/** Ends a body that is still coming. One that has come whole is about to be answered, and is left alone. */
function cutOff(request: FastifyRequest): void {
  if (!request.raw.readableEnded) request.raw.destroy();
}
