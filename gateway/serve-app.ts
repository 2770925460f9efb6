import {existsSync} from 'node:fs';
import {basename} from 'node:path';
import fastifyStatic from '@fastify/static';
import type {FastifyInstance} from 'fastify';

/**
 * Serves the built app: real files only, each with the app's headers.
 *
 * Names that hold a digest never change; all others are asked for again each time, with an ETag.
 *
 * @param folder Where Vite put it; if it is not there nothing is served.
 * @param connect Other backends that the page may call (`CARRYON_CONNECT`).
 */
export function serveApp(app: FastifyInstance, folder: string, connect: readonly string[]): void {
  if (!existsSync(folder)) return;
  const policy = contentSecurityPolicy(connect);
  void app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: ['index.html'],
    cacheControl: false,
    redirect: false,
    setHeaders: (reply, path) => {
      reply.header('Cache-Control', isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
      reply.header('Content-Security-Policy', policy);
      reply.header('Cross-Origin-Opener-Policy', 'same-origin');
      reply.header('Cross-Origin-Embedder-Policy', 'require-corp');
      reply.header('X-Content-Type-Options', 'nosniff');
      reply.header('Referrer-Policy', 'no-referrer');
    },
  });
}

/** Vite's assets carry a digest of eight characters or more before their extension. */
function isHashed(path: string): boolean {
  return /[/\\]assets[/\\]/.test(path) && /-[\w-]{8,}\.\w+$/.test(basename(path));
}

function contentSecurityPolicy(connect: readonly string[]): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    ["connect-src 'self'", ...connect].join(' '),
    "frame-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ');
}
