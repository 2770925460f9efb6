import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds all that runs in a browser: `dist/app` (the pages, then the service worker, which needs their list) and
 * `dist/lib` (the library for host pages).
 *
 * @param {{logLevel?: 'info' | 'warn' | 'error' | 'silent'}} [options]
 */
export async function buildApp({logLevel = 'warn'} = {}) {
  for (const [mode, entry] of /** @type {const} */ ([
    ['production', 'index.html'],
    ['sw', 'src/sw/sw.ts'],
    ['lib', 'src/app.ts'],
  ])) {
    if (existsSync(`${root}/${entry}`)) await build({root, mode, logLevel, configFile: `${root}/vite.config.ts`});
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildApp({logLevel: 'info'});
