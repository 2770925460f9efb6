import {defineConfig} from 'vite';
import {names, shared} from './vite.config.ts';

/** `import {createApp} from 'carryon'`, for host pages that bundle it or load it as it is. */
export default defineConfig({
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
});
