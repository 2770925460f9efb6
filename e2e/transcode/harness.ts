import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, extname, join, normalize} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {build} from 'vite';

/** The app's own headers: what works here works there. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; media-src 'self' blob:; connect-src 'self'",
  'Cache-Control': 'no-store',
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.ts': 'video/mp2t',
};

/** A page with the transcoder in it, built as for production. */
export interface Harness {
  readonly url: string;
  /** Holds made media and delivered renditions. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Builds the page with Vite and serves it on a free port. */
export async function startHarness(): Promise<Harness> {
  const folder = mkdtempSync(join(tmpdir(), 'transcode-'));
  const site = join(folder, 'site');
  await build({
    configFile: false,
    base: './',
    logLevel: 'error',
    root: join(import.meta.dirname, 'page'),
    build: {outDir: site, target: 'es2023', emptyOutDir: true},
    worker: {format: 'es'},
  });
  const server = createServer((request, response) => {
    answer(folder, site, request, response).catch((error: unknown) => response.destroy(error as Error)); // Node's errors are Errors
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    folder,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

async function answer(folder: string, site: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
  if (request.method === 'PUT' && path.startsWith('/results/')) {
    const file = join(folder, path);
    mkdirSync(dirname(file), {recursive: true});
    await pipeline(request, createWriteStream(file));
    response.writeHead(204, headers).end();
    return;
  }
  const file = path.startsWith('/results/') ? join(folder, path) : join(site, path === '/' ? 'index.html' : path);
  if (!existsSync(file)) {
    response.writeHead(404, headers).end();
    return;
  }
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const type = {...headers, 'Content-Type': types[extname(file)] ?? 'application/octet-stream'};
  if (range) {
    const [start, end] = [Number(range[1]), Number(range[2])];
    response.writeHead(206, {
      ...type,
      'Content-Range': `bytes ${String(start)}-${String(end)}/${String(statSync(file).size)}`,
    });
    await pipeline(createReadStream(file, {start, end}), response);
  } else {
    response.writeHead(200, type);
    await pipeline(createReadStream(file), response);
  }
}
