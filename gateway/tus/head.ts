import type {FastifyReply} from 'fastify';
import {tusError} from './errors.ts';
import type {IdRequest, TusContext} from './routes.ts';

/** `HEAD <base>/<id>`: where the upload stands. A request that still hangs on it is cut off first. */
export async function head({store, locks}: TusContext, request: IdRequest, reply: FastifyReply): Promise<FastifyReply> {
  const {id} = request.params;
  if ((await store.peek(request.user, id)) === undefined) throw tusError('notFound');
  const lease = await locks.acquire(id);
  const upload = await store.find(request.user, id).finally(() => lease.release());
  if (upload === undefined) throw tusError('notFound');
  return reply
    .code(200)
    .headers({
      'Upload-Offset': String(upload.offset),
      'Upload-Length': String(upload.sizeBytes),
      'Upload-Expires': upload.expiresAt.toUTCString(),
      ...(upload.metadata !== '' && {'Upload-Metadata': upload.metadata}),
    })
    .send();
}
