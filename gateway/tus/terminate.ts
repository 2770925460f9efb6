import type {FastifyReply} from 'fastify';
import {tusError} from './errors.ts';
import type {IdRequest, TusContext} from './routes.ts';

/**
 * `DELETE <base>/<id>`: gives an upload up (SPEC Q11). What a complete one became goes with it only if it is certain that
 * nobody needs it.
 *
 * @throws ShareError when that cannot be done now; then nothing has changed.
 */
export async function terminate(
  {store, locks}: TusContext,
  request: IdRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const {id} = request.params;
  if ((await store.peek(request.user, id)) === undefined) throw tusError('notFound');
  const lease = await locks.acquire(id);
  try {
    const upload = await store.peek(request.user, id);
    if (upload === undefined) throw tusError('notFound');
    await store.content.withdraw(upload);
    await store.remove(id);
  } finally {
    lease.release();
  }
  return reply.code(204).send();
}
