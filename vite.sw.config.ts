import {defineConfig} from 'vite';
import {getManifest} from 'workbox-build';
import {shared} from './vite.config.ts';

const folder = 'dist/app';

/** The service worker: one classic script, since Firefox has module service workers only lately. Built after the pages. */
export default defineConfig(async () => ({
  ...shared,
  define: {__PRECACHE__: JSON.stringify(await precacheEntries())},
  build: {
    ...shared.build,
    outDir: folder,
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {input: 'src/sw/sw.ts', output: {format: 'iife' as const, entryFileNames: 'sw.js'}},
  },
}));

/** What it fetches at install: the pages and all that they need to open without a network. */
async function precacheEntries() {
  const {manifestEntries} = await getManifest({
    globDirectory: folder,
    globPatterns: ['*.html', 'assets/*.{js,css,woff2,svg}', '*.{svg,png,ico,webmanifest}', 'icons/*'],
    dontCacheBustURLsMatching: /^assets\//,
  });
  return manifestEntries;
}
