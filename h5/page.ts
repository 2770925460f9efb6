import type {Deck} from './deck.ts';

/** Where in the player's page the deck goes; there once. */
export const deckPlace = '<!--carryon-deck-->';
/** Around the deck's JSON. */
export const opening = '<script type="application/json" id="carryon-deck">';
export const closing = '</script>';

/**
 * The `index.html` of a deck: the player's page with the deck in it.
 *
 * @param shell The player's page, with {@link deckPlace} in it.
 */
export function deckPage(shell: string, deck: Deck): string {
  const [before, after, ...more] = shell.split(deckPlace);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`The player's page must hold ${deckPlace} once; build it again.`);
  }
  return `${before}${opening}${safeJson(deck)}${closing}${after}`;
}

/** JSON in which nothing can end a script element, or begin a comment in it. */
function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
