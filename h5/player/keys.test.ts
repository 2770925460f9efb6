import {expect, test} from 'vitest';
import {commandOf, type Key} from './keys.ts';

const key = (change: Partial<Key>): Key => ({
  key: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...change,
});

// prettier-ignore
test.each([
  [{key: 'ArrowRight'},            'next'],
  [{key: ' '},                     'next'],
  [{key: 'n'},                     'next'],
  [{key: 'N', shiftKey: true},     'next'],
  [{key: 'PageUp'},                'previous'],
  [{key: ' ', shiftKey: true},     'previous'],
  [{key: 'p'},                     'previous'],
  [{key: 'Home'},                  'first'],
  [{key: 'End'},                   'last'],
  [{key: 'f'},                     'full'],
  [{key: 'o'},                     'overview'],
  [{key: 'g'},                     'goTo'],
  [{key: 'Escape'},                'leave'],
  [{key: 'f', ctrlKey: true},      'search'],
  [{key: 'p', metaKey: true},      'print'],
  [{key: 'ArrowLeft', altKey: true}, undefined],
  [{key: 'n', ctrlKey: true},      undefined],
  [{key: 'n', isComposing: true},  undefined],
  [{key: 'x'},                     undefined],
] as const)('%j is %j', (change, command) => {
  expect(commandOf(key(change))).toBe(command);
});
