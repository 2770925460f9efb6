import {expect, test} from 'vitest';
import {absoluteUrl, isWithin, join} from './base-url.ts';

// prettier-ignore
test.each([
  ['https://a.example/api', true],
  ['https://a.example/api/files/1', true],
  ['https://a.example/api/x/../y', true],
  ['https://a.example/apis', false],
  ['https://a.example/', false],
  ['https://a.example/api/../kapi', false],
  ['https://a.example/api/..%2Fkapi', false],
  ['https://a.example/api/..%5Ckapi', false],
  ['http://a.example/api/', false],
  ['https://a.example:444/api/', false],
  ['https://b.example/api/', false],
  ['https://a.example@b.example/api/', false],
  ['https://user@a.example/api/', false],
  ['/api/', false],
])('%s is below https://a.example/api: %s (CONTRACT 2)', (url, expected) => {
  expect(isWithin(url, 'https://a.example/api')).toBe(expected);
});

// prettier-ignore
test.each([
  ['https://b.example/f', 'https://b.example/f'],
  ['/kapi/files/1', 'https://a.example/api/kapi/files/1'],
  ['kapi/files/1', 'https://a.example/api/kapi/files/1'],
  ['/api/kapi/files/1', 'https://a.example/api/kapi/files/1'],
])('a fileUrl %s is %s', (given, expected) => {
  expect(absoluteUrl(given, 'https://a.example/api')).toBe(expected);
});

test('paths are appended to a base URL that may have a path of its own (CONTRACT 3)', () => {
  expect(join('https://a.example/api', '/kapi/me')).toBe('https://a.example/api/kapi/me');
});
