import {expect, test} from 'vitest';
import {find, mostHits, patternOf} from './find.ts';

// prettier-ignore
test.each([
  ['refraction',  'Refraction of light',   ['Refraction']],
  ['折射',        '光的折\n射，折射角',       ['折\n射', '折射']],
  ['of  light',   'Refraction of\nlight',  ['of\nlight']],
  ['1.5 (n)',     'n = 1.5 (n), 1x5 n',    ['1.5 (n)']],
  ['a-b [c]',     'a-b [c]',               ['a-b [c]']],
  ['nothing',     'Refraction of light',   []],
])('looking for %j in %j finds %j', (query, text, matches) => {
  const pattern = patternOf(query);

  expect(pattern && find(pattern, [text]).map(({match}) => match)).toEqual(matches);
});

test('nothing is looked for in an empty query', () => {
  expect(patternOf('  ')).toBeUndefined();
});

test('a hit says on which slide it is, and what is around it', () => {
  const pattern = patternOf('snell') ?? /$/;

  const hits = find(pattern, ['Refraction', `Once upon a time there was Snell, ${'who measured '.repeat(9)}`]);

  expect(hits).toEqual([
    {slide: 1, before: '…e upon a time there was ', match: 'Snell', after: ', who measured who measu'},
  ]);
});

test('so many hits are enough', () => {
  expect(
    find(
      /a/gu,
      Array.from({length: 3}, () => 'a'.repeat(mostHits)),
    ),
  ).toHaveLength(mostHits);
});
