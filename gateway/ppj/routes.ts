import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import {ppjCredential} from '../sign-in.ts';
import type {SignIn} from '../sign-in.ts';
import {noSuchJob} from './errors.ts';
import type {Jobs} from './jobs.ts';
import {readDate} from './read-date.ts';

/**
 * The Jobs API (CONTRACT 5).
 *
 * @param jobs Settles when the database is open; a first start takes a moment.
 */
export function servePpj(app: FastifyInstance, signIn: SignIn, jobs: Promise<Jobs>): void {
  void app.register((scope, _options, done) => {
    scope.addHook('onRequest', async (_request, reply) => void reply.header('Cache-Control', 'no-store'));
    // Forms with a file are all that has a body here.
    scope.removeContentTypeParser(['application/json', 'text/plain', 'application/x-www-form-urlencoded']);
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload.resume()));

    scope.get('/ppj/api/health', () => Promise.resolve({ok: true, identifier: true}));

    void scope.register((members, _none, ready) => {
      signIn.guard(members, ppjCredential);
      members.get('/ppj/api/jobs', (request: ListRequest) => list(request, jobs));
      members.post('/ppj/api/jobs', async (request) => (await jobs).create(request));
      members.get('/ppj/api/jobs/:token', async (request: TokenRequest) =>
        (await jobs).get(request.user, request.params.token),
      );
      // HEAD by ourselves: the one that comes with `get` would say that the zip has no bytes.
      members.route<{Params: {token: string}}>({
        method: ['GET', 'HEAD'],
        url: '/ppj/api/jobs/:token/download',
        handler: async (request, reply: FastifyReply) => (await jobs).download(request.params.token, request, reply),
      });
      members.all('/ppj/*', () => Promise.reject(noSuchJob()));
      ready();
    });
    done();
  });
}

type TokenRequest = FastifyRequest<{Params: {token: string}}>;
type ListRequest = FastifyRequest<{Querystring: Readonly<Record<string, unknown>>}>;

async function list({user, query}: ListRequest, jobs: Promise<Jobs>) {
  const period = {start: readDate(query['start_date']), end: readDate(query['end_date'])};
  const tokens = await (await jobs).list(user, period);
  return {count: tokens.length, tokens};
}
