import {open, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {FastifyInstance} from 'fastify';
import {newId} from './durable.ts';
import {IncomingBody} from './http/incoming-body.ts';
import {fileSink, writeBody} from './http/write-body.ts';
import type {SignIn} from './sign-in.ts';
import {bearerToken} from './sign-in.ts';

/**
 * `PUT /bench/put`, for benchmarks only (`CARRYON_BENCH=1`): one request, written and synced as uploads are, and
 * forgotten after the answer. It is what a chunked upload is measured against.
 */
export function serveBenchPut(app: FastifyInstance, signIn: SignIn, scratch: string): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
    signIn.guard(scope, bearerToken);
    scope.put('/bench/put', async (request, reply) => {
      const body = new IncomingBody(request.raw);
      const path = join(scratch, newId());
      const file = await open(path, 'wx', 0o600);
      try {
        const {position} = await writeBody(body, fileSink(file), {position: 0, limitBytes: Infinity});
        await file.datasync();
        return {sizeBytes: position};
      } finally {
        await file.close();
        reply.raw.once('close', () => void rm(path, {force: true}));
      }
    });
    done();
  });
}
