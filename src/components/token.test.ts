import {expect, test} from 'vitest';
import {takeToken} from './token.ts';

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

test('the token is taken once, and leaves the address bar', () => {
  const bar = new Bar('#token=s%2B1');

  expect(takeToken(bar, bar)).toBe('s+1');
  expect(bar.shown).toBe('/app/?x=1');
});

test('an address without a token stays as it is', () => {
  const bar = new Bar('#/job/1');

  expect(takeToken(bar, bar)).toBeUndefined();
  expect(bar.shown).toBeUndefined();
});
