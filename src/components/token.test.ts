import {expect, test} from 'vitest';
import {forgetToken, takeToken} from './token.ts';

/** An address bar that remembers what it was told to show. */
class Bar {
  readonly pathname = '/app/';
  readonly search = '?x=1';
  readonly hash: string;
  shown: string | URL | null | undefined;

  constructor(hash: string) {
    this.hash = hash;
  }

  replaceState(_data: unknown, _unused: string, url?: string | URL | null) {
    this.shown = url;
  }
}

/** What a tab keeps for itself, through reloads. */
class TabStorage {
  readonly #items = new Map<string, string>();

  getItem(key: string) {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string) {
    this.#items.set(key, value);
  }

  removeItem(key: string) {
    this.#items.delete(key);
  }
}

test('the token is taken once, and leaves the address bar', () => {
  const bar = new Bar('#token=s%2B1');

  expect(takeToken(bar, bar, new TabStorage())).toBe('s+1');
  expect(bar.shown).toBe('/app/?x=1');
});

test('an address without a token stays as it is', () => {
  const bar = new Bar('#/job/1');

  expect(takeToken(bar, bar, new TabStorage())).toBeUndefined();
  expect(bar.shown).toBeUndefined();
});

test('a reload before the token has signed in finds it again; a later one does not', () => {
  const tab = new TabStorage();
  const [link, reloaded] = [new Bar('#token=secret'), new Bar('')];
  takeToken(link, link, tab);

  expect(takeToken(reloaded, reloaded, tab)).toBe('secret');
  expect(reloaded.shown).toBeUndefined();
  forgetToken(tab);

  expect(takeToken(reloaded, reloaded, tab)).toBeUndefined();
});
