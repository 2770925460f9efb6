import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * In this order: the pages take in what goes into decks, and the service worker lists what the pages' build left in
 * `dist/app`.
 */
const builds = /** @type {const} */ ([
  ['vite.h5.config.ts', 'h5/player/main.ts', 'player'],
  ['vite.h5.config.ts', 'h5/player/renderer.ts', 'renderer'],
  ['vite.config.ts', 'index.html', 'production'],
  ['vite.sw.config.ts', 'src/sw/sw.ts', 'production'],
  ['vite.lib.config.ts', 'src/app.ts', 'production'],
]);

/**
 * Builds all that runs in a browser: `dist/h5` (player and renderer of decks), `dist/app` (pages and service worker) and
 * `dist/lib` (the library for host pages).
 *
 * @param {{logLevel?: 'info' | 'warn' | 'error' | 'silent', only?: string | undefined}} [options] `only`: one configuration's builds.
 */
export async function buildApp({logLevel = 'warn', only} = {}) {
  for (const [configFile, entry, mode] of builds) {
    if (only !== undefined && configFile !== only) continue;
    if (existsSync(join(root, entry))) await build({root, logLevel, mode, configFile: join(root, configFile)});
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildApp({logLevel: 'info', only: process.argv[2]});
