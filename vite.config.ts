import {defineConfig, type UserConfig} from 'vite';

/** Files that are fetched at first use, not at install: players, transcoders, what draws decks, and WebAssembly. */
const onDemand =
  /[\\/](?:src[\\/]transcode|dist[\\/]h5|node_modules[\\/](?:@ffmpeg|mediabunny|@mediabunny|hls\.js))[\\/]/;

/** A file's place in the build says how the service worker keeps it (src/sw/on-demand.ts). */
const folderOf = (ids: readonly string[]): string =>
  ids.some((id) => onDemand.test(id)) ? 'assets/on-demand' : 'assets';

/** Where built files lie, by what they are. */
export const names = {
  entryFileNames: (chunk: {facadeModuleId?: string | null}) =>
    `${folderOf([chunk.facadeModuleId ?? ''])}/[name]-[hash].js`,
  chunkFileNames: (chunk: {moduleIds: string[]}) => `${folderOf(chunk.moduleIds)}/[name]-[hash].js`,
  assetFileNames: (asset: {originalFileNames: string[]}) =>
    `${folderOf(asset.originalFileNames.map((name) => `/${name}`))}/[name]-[hash][extname]`,
};

/** What all browser builds have in common. */
export const shared = {
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

/** The pages: `/` and `/host.html`. */
export default defineConfig({
  ...shared,
  server: {headers: {'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp'}},
  build: {
    ...shared.build,
    outDir: 'dist/app',
    emptyOutDir: true,
    manifest: true,
    rolldownOptions: {input: ['index.html', 'host.html'], output: names},
  },
});
