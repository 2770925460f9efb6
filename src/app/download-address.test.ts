import {expect, test} from 'vitest';
import {addressOf} from './download-address.ts';

const base = 'https://backend.test';
const deep = 'https://backend.test/base';

// prettier-ignore
test.each([
  ['https://cdn.test/a.mp4',        base, 'auto',     'https://cdn.test/a.mp4'],
  ['HTTPS://cdn.test/a b.mp4#top',  base, 'internet', 'https://cdn.test/a%20b.mp4'],
  ['https://cdn.test/a.mp4?x=1',    base, 'intranet', 'https://cdn.test/a.mp4?x=1'],
  ['/kapi/files/1',                 base, 'auto',     'https://backend.test/kapi/files/1'],
  ['/kapi/files/1',                 base, 'intranet', 'https://backend.test/kapi/files/1'],
  ['kapi/files/1',                  base, 'auto',     'https://backend.test/kapi/files/1'],
  ['/kapi/files/1',                 deep, 'auto',     'https://backend.test/base/kapi/files/1'],
  ['/base/kapi/files/1',            deep, 'auto',     'https://backend.test/base/kapi/files/1'],
  ['kapi/files/1',                  deep, 'internet', 'https://backend.test/base/kapi/files/1'],
  ['originals/x/Día 1.mp4',         base, 'intranet', 'originals/x/Día 1.mp4'],
] as const)('%s at %s by %s is %s', (given, baseUrl, route, address) => {
  expect(addressOf(given, baseUrl, route)).toBe(address);
});

test.each([
  ['', 'auto'],
  ['ftp://host/a', 'auto'],
  ['javascript:alert(1)', 'auto'],
  ['data:text/plain,x', 'intranet'],
  ['https://', 'auto'],
  ['https://me:secret@host/a', 'auto'],
  ['../a', 'intranet'],
  ['a/../../b', 'intranet'],
  ['a\\..\\b', 'intranet'],
  ['C:/a', 'intranet'],
  ['\\\\host\\share', 'intranet'],
  ['a\u0000b', 'intranet'],
] as const)('%j by %s is refused in words', (given, route) => {
  expect(() => addressOf(given, base, route)).toThrow(/\w+ .*\.$/);
});
