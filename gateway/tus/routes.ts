import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import type {SignIn} from '../sign-in.ts';
import {bearerToken} from '../sign-in.ts';
import {checksumAlgorithms} from './checksum.ts';
import {create} from './create.ts';
import {tusError} from './errors.ts';
import {head} from './head.ts';
import {patch} from './patch.ts';
import {terminate} from './terminate.ts';
import type {UploadLocks} from './upload-locks.ts';
import type {UploadStore} from './upload-store.ts';

/** What the verbs of tus work on. */
export interface TusContext {
  /** Where it is served, such as `/files`. */
  readonly base: string;
  readonly store: UploadStore;
  readonly locks: UploadLocks;
  readonly maxFileBytes: number;
}

export type IdRequest = FastifyRequest<{Params: {id: string}}>;

/** tus 1.0.0 at `<base>/` (CONTRACT 3 and 4). */
export function serveTus(app: FastifyInstance, signIn: SignIn, context: TusContext): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // Bodies stay streams: the verbs read them.
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));

    const capabilities = {
      'Tus-Version': '1.0.0',
      'Tus-Extension': 'creation,creation-with-upload,termination,checksum,expiration',
      'Tus-Checksum-Algorithm': checksumAlgorithms.join(','),
      ...(context.maxFileBytes < Number.MAX_SAFE_INTEGER && {'Tus-Max-Size': String(context.maxFileBytes)}),
    };
    scope.addHook('onRequest', async (request, reply) => {
      reply.headers({'Tus-Resumable': '1.0.0', 'Cache-Control': 'no-store'});
      if (request.method === 'OPTIONS') return reply.code(204).headers(capabilities).send();
      return undefined;
    });
    signIn.guard(scope, bearerToken);
    scope.addHook('onRequest', async (request) => {
      if (request.headers['tus-resumable'] !== '1.0.0') throw tusError('unknownVersion', {'Tus-Version': '1.0.0'});
    });

    const {base} = context;
    for (const url of [base, `${base}/`]) {
      scope.options(url, () => undefined);
      scope.post(url, (request, reply) => create(context, request, reply));
    }
    const verbs: Readonly<Record<string, Verb>> = {PATCH: patch, DELETE: terminate, HEAD: head};
    for (const [method, verb] of Object.entries(verbs)) {
      scope.route<{Params: {id: string}}>({method, url: `${base}/:id`, handler: (...call) => verb(context, ...call)});
    }
    scope.options(`${base}/:id`, () => undefined);
    // For clients that cannot send PATCH and DELETE.
    scope.post<{Params: {id: string}}>(`${base}/:id`, (request, reply) => {
      const verb = verbs[String(request.headers['x-http-method-override']).toUpperCase()];
      if (verb === undefined) throw tusError('notFound');
      return verb(context, request, reply);
    });
    done();
  });
}

type Verb = (context: TusContext, request: IdRequest, reply: FastifyReply) => Promise<FastifyReply>;
