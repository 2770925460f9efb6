import {expect, test} from 'vitest';
import {freeName} from './save-downloads.ts';

// prettier-ignore
test.each([
  ['film.mp4',     [],                                'film.mp4'],
  ['film.mp4',     ['film.mp4'],                      'film (2).mp4'],
  ['Film.MP4',     ['film.mp4', 'film (2).mp4'],      'Film (3).MP4'],
  ['.profile',     ['.profile'],                      '.profile (2)'],
  ['none',         ['none'],                          'none (2)'],
  ['a.tar.gz',     ['a.tar.gz'],                      'a.tar (2).gz'],
  ['1: a?.mp4',    ['1_ a_.mp4'],                     '1_ a_ (2).mp4'],
  ['片 1. ',        [],                                '片 1._'],
] as const)('%s beside %j is saved as %s', (fileName, taken, expected) => {
  expect(freeName(fileName, new Set(taken))).toBe(expected);
});
