import {existsSync} from 'node:fs';
import {defineConfig, type UserConfig} from 'vite';

/** Files that are fetched at first use, not at install: players, transcoders and their WebAssembly. */
const onDemand = /[\\/](?:src[\\/]transcode|node_modules[\\/](?:@ffmpeg|mediabunny|@mediabunny|hls\.js))[\\/]/;

/** A file's place in the build says how the service worker keeps it (src/sw/on-demand.ts). */
const folderOf = (ids: readonly string[]): string =>
  ids.some((id) => onDemand.test(id)) ? 'assets/on-demand' : 'assets';

const names = {
  entryFileNames: (chunk: {facadeModuleId?: string | null}) =>
    `${folderOf([chunk.facadeModuleId ?? ''])}/[name]-[hash].js`,
  chunkFileNames: (chunk: {moduleIds: string[]}) => `${folderOf(chunk.moduleIds)}/[name]-[hash].js`,
  assetFileNames: (asset: {originalFileNames: string[]}) =>
    `${folderOf(asset.originalFileNames.map((name) => `/${name}`))}/[name]-[hash][extname]`,
};

const shared = {
  base: './',
  oxc: {
    decorator: {legacy: true},
    assumptions: {setPublicClassFields: true},
    typescript: {removeClassFieldsWithoutInitializer: true},
  },
  worker: {format: 'es', rolldownOptions: {output: names}},
  build: {
    target: 'es2022',
    sourcemap: true,
    modulePreload: {polyfill: false},
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
} satisfies UserConfig;

/** `/` and `/host.html`. */
const app: UserConfig = {
  ...shared,
  server: {headers: {'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp'}},
  build: {
    ...shared.build,
    outDir: 'dist/app',
    emptyOutDir: true,
    manifest: true,
    rolldownOptions: {input: ['index.html', 'host.html'].filter((page) => existsSync(page)), output: names},
  },
};

/** The service worker: one classic script, since Firefox has module service workers only lately. */
async function serviceWorker(): Promise<UserConfig> {
  return {
    ...shared,
    define: {__PRECACHE__: JSON.stringify(await precacheEntries('dist/app'))},
    build: {
      ...shared.build,
      outDir: 'dist/app',
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: {input: 'src/sw/sw.ts', output: {format: 'iife', entryFileNames: 'sw.js'}},
    },
  };
}

/** `import {createApp} from 'carryon'`, for host pages that bundle it or load it as it is. */
const library: UserConfig = {
  ...shared,
  build: {
    ...shared.build,
    outDir: 'dist/lib',
    emptyOutDir: true,
    copyPublicDir: false,
    rolldownOptions: {
      input: 'src/app.ts',
      preserveEntrySignatures: 'strict',
      output: {...names, format: 'es', entryFileNames: 'carryon.js'},
    },
  },
};

/** What the service worker fetches at install: the pages and all that they need to open without a network. */
async function precacheEntries(folder: string) {
  const {getManifest} = await import('workbox-build');
  const {manifestEntries} = await getManifest({
    globDirectory: folder,
    globPatterns: ['*.html', 'assets/*.{js,css,woff2,svg}', '*.{svg,png,ico,webmanifest}', 'icons/*'],
    dontCacheBustURLsMatching: /^assets\//,
  });
  return manifestEntries;
}

export default defineConfig(({mode}) => (mode === 'sw' ? serviceWorker() : mode === 'lib' ? library : app));
