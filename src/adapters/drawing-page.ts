import {deckFormat, type Deck} from '../../h5/deck.ts';
import {deckPage} from '../../h5/page.ts';

/** Of a slide, until the renderer has read the real one. */
const usualSize = {width: 1280, height: 720};

/** The page that draws a `.pptx` by itself. @param source Where it asks for the deck. */
export function drawingPage(shell: string, title: string, source: string): string {
  const deck: Deck = {format: deckFormat, title, ...usualSize, slides: [], embedded: {source, renderer: 'renderer.js'}};
  return deckPage(shell, deck);
}
