import type {FastifyReply} from 'fastify';
import {tusError} from './errors.ts';
import type {IdRequest, TusContext} from './routes.ts';

/** `DELETE /files/<id>`: gives an upload up (SPEC Q11). A file that a record took from it stays. */
export async function terminate(
  {store, locks}: TusContext,
  request: IdRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const {id} = request.params;
  if ((await store.find(request.user, id)) === undefined) throw tusError('notFound');
  const lease = await locks.acquire(id);
  try {
    if ((await store.find(request.user, id)) === undefined) throw tusError('notFound');
    await store.remove(id);
  } finally {
    lease.release();
  }
  return reply.code(204).send();
}
