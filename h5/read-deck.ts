import type {Deck} from './deck.ts';
import {deckFormat} from './deck.ts';
import {closing, opening} from './page.ts';

/** @returns What `deckPage` put in; undefined for a page that is not ours, or of a format to come. */
export function readDeck(page: string): Deck | undefined {
  const start = page.indexOf(opening);
  const end = page.indexOf(closing, start);
  return start < 0 || end < 0 ? undefined : parseDeck(page.slice(start + opening.length, end));
}

/** @returns undefined for what is no JSON of a deck. */
export function parseDeck(json: string): Deck | undefined {
  try {
    const value: unknown = JSON.parse(json);
    // The check below is that of the type, field by field.
    return isDeck(value) ? (value as Deck) : undefined;
  } catch {
    return undefined;
  }
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => Number.isFinite(value);
const isLength: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value > 0;
const isIndex: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
/** Relative, with `/`, and not out of the zip. */
const isPath: Check = (value) => typeof value === 'string' && /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\\:]+$/.test(value);
const isHref: Check = (value) => typeof value === 'string' && /^(?:https?|mailto):/i.test(value);

const box = {x: isNumber, y: isNumber, width: isNumber, height: isNumber};
const isLink = (value: unknown) => shaped({...box, href: isHref})(value) || shaped({...box, slide: isIndex})(value);
const isMedia = shaped({
  ...box,
  kind: (value) => value === 'video' || value === 'audio',
  path: isPath,
  type: isText,
});
const isSlide = shaped({
  title: optional(isText),
  notes: optional(isText),
  image: shaped({x1: isPath, x2: isPath}),
  text: listOf(shaped({...box, text: isText})),
  links: listOf(isLink),
  media: listOf(isMedia),
});
const isDeck = shaped({
  format: (value) => value === deckFormat,
  title: isText,
  width: isLength,
  height: isLength,
  slides: listOf(isSlide),
  embedded: optional(shaped({source: isPath, renderer: isPath})),
});

function shaped(fields: Readonly<Record<string, Check>>): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const given = new Map(Object.entries(value));
    return Object.entries(fields).every(([name, check]) => check(given.get(name)));
  };
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}
