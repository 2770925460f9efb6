import type {FastifyInstance, FastifyRequest} from 'fastify';
import {z} from 'zod';
import {sendFile} from '../http/send-file.ts';
import type {SignIn} from '../sign-in.ts';
import {bearerToken} from '../sign-in.ts';
import {ShareHealth} from './share-health.ts';
import type {Share} from './share.ts';
import type {UserFiles} from './user-files.ts';

/** Health and files of the intranet route (CONTRACT 4); its uploads are tus's. */
export function serveNas(app: FastifyInstance, signIn: SignIn, share: Share, files: UserFiles): void {
  const health = new ShareHealth(share);
  app.get('/gateway/health', async (request, reply) => {
    reply.header('Cache-Control', 'no-store');
    return {ok: true, ip: request.ip, nas: await health.isUp()};
  });

  void app.register((members, _options, done) => {
    signIn.guard(members, bearerToken);
    // HEAD by ourselves: the one that comes with `get` would say that the file has no bytes.
    members.route({
      method: ['GET', 'HEAD'],
      url: '/gateway/files',
      handler: async (request: FastifyRequest, reply) => {
        const {path} = Query.parse(request.query);
        return sendFile(request, reply, await files.open(request.user, path));
      },
    });
    done();
  });
}

const Query = z.object({path: z.string()});
