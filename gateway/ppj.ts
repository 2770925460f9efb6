import type {FastifyInstance} from 'fastify';
import type {SignIn} from './sign-in.ts';
import {ppjCredential} from './sign-in.ts';

/** The Jobs API's place (CONTRACT 5). Until the service is built in, whoever signs in finds nothing here. */
export function servePpj(app: FastifyInstance, signIn: SignIn): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
    signIn.guard(scope, ppjCredential);
    scope.all('/ppj/*', (_request, reply) =>
      reply.code(404).send({message: '您所请求的资源不存在。', type: 'NotFoundError'}),
    );
    done();
  });
}
