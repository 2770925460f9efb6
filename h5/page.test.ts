import {expect, test} from 'vitest';
import type {Deck} from './deck.ts';
import {deckPage, deckPlace} from './page.ts';
import {readDeck} from './read-deck.ts';

const shell = `<!doctype html><body>${deckPlace}<script>play()</script>`;
const hostile = '</script><!--<script>alert(1)</script>\u2028 $& 你好';

const deck: Deck = {
  format: 1,
  title: hostile,
  width: 960,
  height: 540,
  slides: [
    {
      notes: hostile,
      image: {x1: 'slides/1.png', x2: 'slides/1@2x.jpg'},
      text: [{text: hostile, x: 1, y: 2, width: 3, height: 4}],
      links: [
        {href: 'https://example.org/?a&b', x: 1, y: 2, width: 3, height: 4},
        {slide: 0, x: 0, y: 0, width: 1, height: 1},
      ],
      media: [{kind: 'video', path: 'media/1.mp4', type: 'video/mp4', x: 0, y: 0, width: 9, height: 9}],
    },
  ],
};

test('a deck comes out of its page as it went in, whatever its texts are', () => {
  const page = deckPage(shell, deck);

  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(page).not.toContain('<!--');
  expect(page).not.toContain('\u2028');
  expect(readDeck(page)).toEqual(deck);
});

test('a page with no place for a deck is refused', () => {
  expect(() => deckPage('<!doctype html>', deck)).toThrow(deckPlace);
  expect(() => deckPage(shell + shell, deck)).toThrow(deckPlace);
});

const [slide] = deck.slides;
test.each([
  ['a foreign page', '<!doctype html>'],
  ['a page that is cut', deckPage(shell, deck).slice(0, 200)],
  ['a format to come', deckPage(shell, {...deck, format: 2 as 1})],
  ['a path that leads out', deckPage(shell, {...deck, embedded: {source: 'a/../../b.js', renderer: 'r.js'}})],
  [
    'a link that runs',
    deckPage(shell, {
      ...deck,
      slides: [{...slide, links: [{href: 'javascript:1', x: 0, y: 0, width: 1, height: 1}]} as Deck['slides'][0]],
    }),
  ],
])('%s holds no deck', (_what, page) => {
  expect(readDeck(page)).toBeUndefined();
});
