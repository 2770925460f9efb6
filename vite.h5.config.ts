import {readFileSync} from 'node:fs';
import {defineConfig, type Plugin} from 'vite';
import {shared} from './vite.config.ts';

const deckPlace = '<!--carryon-deck-->';

/**
 * What goes into the zip of a deck: the player as one page (`player.html`), or the renderer as one script
 * (`renderer.js`) for decks that draw themselves. Both work from `file://`: nothing in them is a module or is fetched.
 */
export default defineConfig(({mode}) => ({
  ...shared,
  // A plain script has no `import.meta`; the renderer looks there for a library that we go without.
  define: {'process.env.NODE_ENV': '"production"', 'import.meta.resolve': 'undefined', 'import.meta.url': 'undefined'},
  plugins: mode === 'renderer' ? [] : [onePage('h5/player/player.html')],
  build: {
    ...shared.build,
    outDir: 'dist/h5',
    emptyOutDir: false,
    copyPublicDir: false,
    sourcemap: false,
    cssCodeSplit: false,
    rolldownOptions: {
      input: mode === 'renderer' ? 'h5/player/renderer.ts' : 'h5/player/main.ts',
      output: {format: 'iife' as const, entryFileNames: '[name].js', codeSplitting: false},
    },
  },
}));

/** Puts the script and the style into the page, which is all that is written. */
function onePage(path: string): Plugin {
  return {
    name: 'one-page',
    enforce: 'post',
    generateBundle(_options, bundle) {
      let script = '';
      let style = '';
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === 'chunk') script += file.code;
        else if (name.endsWith('.css')) style += String(file.source);
        delete bundle[name];
      }
      if (script === '' || style === '') this.error('A page has both, a script and a style.');
      if (/<\/script|<!--/i.test(script)) this.error('The script would end its element.');
      const source = readFileSync(path, 'utf8')
        .replace('/* style */', () => style)
        .replace('/* script */', () => script);
      if (source.split(deckPlace).length !== 2) this.error(`${deckPlace} must be there once.`);
      this.emitFile({type: 'asset', fileName: 'player.html', source});
    },
  };
}
