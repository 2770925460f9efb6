/** Built before the pages, by vite.h5.config.ts: what goes into decks that this app makes by itself. */
export const playerUrl = new URL('../../dist/h5/player.html', import.meta.url).href;
export const rendererUrl = new URL('../../dist/h5/renderer.js', import.meta.url).href;
