import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** In this order: the service worker lists what the pages' build left in `dist/app`. */
const builds = /** @type {const} */ ([
  ['vite.config.ts', 'index.html'],
  ['vite.sw.config.ts', 'src/sw/sw.ts'],
  ['vite.lib.config.ts', 'src/app.ts'],
]);

/**
 * Builds all that runs in a browser: `dist/app` (pages and service worker) and `dist/lib` (the library for host pages).
 *
 * @param {{logLevel?: 'info' | 'warn' | 'error' | 'silent'}} [options]
 */
export async function buildApp({logLevel = 'warn'} = {}) {
  for (const [configFile, entry] of builds) {
    if (existsSync(join(root, entry))) await build({root, logLevel, configFile: join(root, configFile)});
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildApp({logLevel: 'info'});
