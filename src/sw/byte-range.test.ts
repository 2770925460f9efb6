import {expect, test} from 'vitest';
import {parseByteRange} from './byte-range.ts';

// prettier-ignore
test.each([
  [null,              undefined],
  ['bytes=0-0',       {start: 0, end: 1}],
  ['bytes=10-19',     {start: 10, end: 20}],
  ['bytes=90-',       {start: 90, end: 100}],
  ['bytes=90-500',    {start: 90, end: 100}],
  ['bytes=-10',       {start: 90, end: 100}],
  ['bytes=-500',      {start: 0, end: 100}],
  ['bytes=100-',      'unsatisfiable'],
  ['bytes=-0',        'unsatisfiable'],
  ['bytes=20-10',     undefined],
  ['bytes=0-1,5-6',   undefined],
  ['bytes=-',         undefined],
  ['lines=1-2',       undefined],
])('of 100 bytes, %j means %j', (header, range) => {
  expect(parseByteRange(header, 100)).toEqual(range);
});

test('an empty file has no range to give', () => {
  expect(parseByteRange('bytes=0-', 0)).toBe('unsatisfiable');
});
