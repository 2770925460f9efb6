import type {FastifyRequest} from 'fastify';

/**
 * The URL under which this caller reaches one of our paths: absolute, out of what the caller itself asked for, so that
 * it holds behind a proxy too. Without a host that makes sense it is an absolute path.
 *
 * @param path Begins with a slash, encoded.
 */
export function publicUrl(request: FastifyRequest, path: string, trustProxy: boolean): string {
  const prefix = trustProxy ? prefixOf(request.headers['x-forwarded-prefix']) : '';
  const host = request.host;
  return isHost.test(host) ? `${request.protocol}://${host}${prefix}${path}` : `${prefix}${path}`;
}

const isHost = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

function prefixOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^(?:\/[\w.~-]+)+\/?$/.test(header) ? header.replace(/\/$/, '') : '';
}
