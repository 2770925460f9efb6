import type {FastifyInstance} from 'fastify';

/**
 * Lets pages of other origins call us (`CARRYON_ORIGINS`), and read the headers that resuming needs (CONTRACT 3).
 *
 * A preflight is answered here, before sign-in; any other OPTIONS goes on to its route (tus has one of its own).
 *
 * @param origins Origins that may call; `*` means any.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  const allowed = new Set(origins);

  app.addHook('onRequest', async (request, reply) => {
    reply.header('Vary', 'Origin');
    const {origin} = request.headers;
    const isAllowed = origin !== undefined && (allowed.has(origin) || allowed.has('*'));
    reply.header('Cross-Origin-Resource-Policy', isAllowed ? 'cross-origin' : 'same-origin');
    if (isAllowed) reply.headers({'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': exposed});

    const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers;
    if (!isPreflight) return;
    if (isAllowed) {
      reply.headers({
        'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
        'Access-Control-Allow-Headers': accepted,
        'Access-Control-Max-Age': '86400',
      });
      // Chrome's older name for what is now a permission.
      if ('access-control-request-private-network' in request.headers) {
        reply.header('Access-Control-Allow-Private-Network', 'true');
      }
    }
    return reply.code(204).send();
  });
}

const exposed = [
  'Location',
  'Upload-Offset',
  'Upload-Length',
  'Upload-Metadata',
  'Upload-Expires',
  'Upload-Checksum',
  'Tus-Resumable',
  'Tus-Version',
  'Tus-Extension',
  'Tus-Max-Size',
  'Tus-Checksum-Algorithm',
  'ETag',
  'Accept-Ranges',
  'Content-Range',
  'Content-Length',
  'Content-Disposition',
  'Retry-After',
].join(', ');

const accepted = [
  'Authorization',
  'Content-Type',
  'Range',
  'If-Range',
  'If-None-Match',
  'Tus-Resumable',
  'Upload-Length',
  'Upload-Offset',
  'Upload-Metadata',
  'Upload-Checksum',
  'X-HTTP-Method-Override',
  'X-PPJ-Credential',
  'X-Requested-With',
  'X-Request-ID',
].join(', ');
