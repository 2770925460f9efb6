import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {defineConfig} from 'vite';
import {shared} from './vite.config.ts';

const folder = 'dist/app';
/** What the shell needs to open without a network. */
const shell = /^(?:[^/]+\.(?:html|svg|png|ico|webmanifest)|assets\/[^/]+\.(?:js|css|woff2|svg)|icons\/.+)$/;
const onDemand = /^assets\/on-demand\/.+\.(?:js|css|wasm|html)$/;

/** The service worker: one classic script, since Firefox has module service workers only lately. Built after the pages. */
export default defineConfig(() => {
  const urls = filesIn('');
  return {
    ...shared,
    define: {
      // A plain script has none; the library for zips looks there for workers that we go without.
      'import.meta.url': 'undefined',
      __PRECACHE__: JSON.stringify(urls.filter((url) => shell.test(url)).map(entryOf)),
      __ON_DEMAND__: JSON.stringify(urls.filter((url) => onDemand.test(url))),
    },
    build: {
      ...shared.build,
      outDir: folder,
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: {input: 'src/sw/sw.ts', output: {format: 'iife' as const, entryFileNames: 'sw.js'}},
    },
  };
});

/** Paths of built files below a folder of the app, relative to the app. */
function filesIn(path: string): string[] {
  return readdirSync(join(folder, path), {withFileTypes: true}).flatMap((entry) => {
    const inside = path === '' ? entry.name : `${path}/${entry.name}`;
    return entry.isDirectory() ? filesIn(inside) : [inside];
  });
}

/** An entry of workbox-precaching: files under `assets/` carry a digest in their names, the others need one. */
function entryOf(url: string): {readonly url: string; readonly revision: string | null} {
  const digest = () =>
    createHash('sha256')
      .update(readFileSync(join(folder, url)))
      .digest('hex')
      .slice(0, 16);
  return {url, revision: url.startsWith('assets/') ? null : digest()};
}
