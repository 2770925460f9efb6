import {expect, test} from 'vitest';
import {endingOf, originalPath} from './file-path.ts';

// prettier-ignore
test.each([
  ['film.mp4',            'film.mp4'],
  ['婚礼 🎉 שלום.mp4',     '婚礼 🎉 שלום.mp4'],
  ['12:30 meeting.mp4',   '12_30 meeting.mp4'],
  ['../../etc/passwd',    '.._.._etc_passwd'],
  ['C:\\a.txt',           'C__a.txt'],
  ['tab\there\u0085.txt', 'tab_here_.txt'],
  ['half \ud83d.txt',     'half _.txt'],
  ['ends. .',             'ends_'],
  ['..',                  '_'],
  ['',                    '_'],
] as const)('CONTRACT 4: %j lies on the NAS as %j', (fileName, expected) => {
  expect(originalPath('id', fileName)).toBe(`originals/id/${expected}`);
});

// prettier-ignore
test.each([
  ['film.MP4', 'mp4'], ['a.tar.gz', 'gz'], ['none', ''], ['.profile', ''], ['ends.', ''],
] as const)('the ending of %s is %j', (fileName, expected) => {
  expect(endingOf(fileName)).toBe(expected);
});
