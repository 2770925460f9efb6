import {defineConfig} from 'vite';
import {getManifest} from 'workbox-build';
import {shared} from './vite.config.ts';

const folder = 'dist/app';

/** The service worker: one classic script, since Firefox has module service workers only lately. Built after the pages. */
export default defineConfig(async () => ({
  ...shared,
  define: {
    __PRECACHE__: JSON.stringify(
      await entries(['*.html', 'assets/*.{js,css,woff2,svg}', '*.{svg,png,ico,webmanifest}', 'icons/*']),
    ),
    __ON_DEMAND__: JSON.stringify((await entries(['assets/on-demand/*.{js,css,wasm}'])).map(({url}) => url)),
  },
  build: {
    ...shared.build,
    outDir: folder,
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {input: 'src/sw/sw.ts', output: {format: 'iife' as const, entryFileNames: 'sw.js'}},
  },
}));

/** Built files with their digests; those under `assets/` carry one in their names. */
async function entries(globPatterns: string[]) {
  const {manifestEntries} = await getManifest({
    globDirectory: folder,
    globPatterns,
    dontCacheBustURLsMatching: /^assets\//,
    maximumFileSizeToCacheInBytes: 1 << 30,
  });
  return manifestEntries;
}
