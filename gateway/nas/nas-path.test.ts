import {posix, win32} from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {nasSegments, partName, sharePath, userFolder} from './nas-path.ts';

const isTaken = (path: string) => {
  try {
    nasSegments(path);
    return true;
  } catch {
    return false;
  }
};

// prettier-ignore
test.each([
  '', '.', '..', '/', '\\', '/etc/passwd', '\\\\host\\share', '\\a', '//host/a', 'a//b', 'a/', 'a/.', 'a/./b',
  '../a', 'a/../b', 'a\\..\\b', 'a/..\\..\\b', '.. /a', '.../a', 'a/.. ', 'a/..\u0000', 'a\u0000b', 'a\nb', 'a\u007f',
  'C:', 'c:/a', 'C:a', 'a/c:b', 'a.txt:stream', 'a::$DATA', 'a.', 'a ', 'a./b', 'a/b .', 'a\ud800b',
  partName('0'.repeat(32)), 'a/.CARRYON-x.PART', 'CARRYO~1.PAR', 'a/carryo~12.par', 'x/'.repeat(3000) + 'x',
])('%j is refused (CONTRACT 4)', (path) => {
  expect(isTaken(path)).toBe(false);
});

test.each([
  'a',
  'originals/u1/片 🎬.mp4',
  'a\\b',
  '..a/b..c',
  '.hidden',
  'REPORT~1.DOC',
  'a%2e%2e%2fb',
  '%00',
  'a\'"*?',
])('%j is taken', (path) => {
  expect(isTaken(path)).toBe(true);
});

/** Paths made of what trips path checks up, mixed with anything. */
const trickyPath = fc
  .array(
    fc.oneof(
      fc.constantFrom('/', '\\', '..', '.', ':', '~1', ' ', '\0', 'C:', '%2e', '%5c', '\u2024', '．', '／', '\u202e'),
      fc.constantFrom('a', 'bob', '.carryon-', '.part', '.PAR', 'con', 'nul'),
      fc.string({unit: 'binary', maxLength: 3}),
    ),
    {maxLength: 12},
  )
  .map((parts) => parts.join(''));

test('no path that is taken leads out of its user, on POSIX or on SMB', () => {
  fc.assert(
    fc.property(trickyPath, fc.constantFrom('alice', '张三', 'a.b'), (path, user) => {
      if (!isTaken(path)) return;
      const place = sharePath(user, path);
      expect(posix.resolve('/nas', place).startsWith(`/nas/${user}/`)).toBe(true);
      // SMB drops dots and blanks from the ends of names, and knows no upper and lower case.
      const onSmb = place.split('/').map((name) => name.replace(/[. ]+$/, ''));
      expect(onSmb.join('/')).toBe(place);
      expect(win32.resolve('C:\\nas', place).startsWith(`C:\\nas\\${user}\\`)).toBe(true);
      expect(onSmb.some((name) => /^\.carryon-.*\.part$/i.test(name) || name.includes(':'))).toBe(false);
    }),
    {numRuns: 5000},
  );
});

// prettier-ignore
test.each([
  ['alice', 'alice'], ['张三', '张三'], ['a.b c', 'a.b c'], ['alice.', 'alice%2E'], ['.hidden', '%2Ehidden'],
  ['100%', '100%25'], ['ALICE~1', 'ALICE%7E1'], ['con', '%63on'], ['LPT1.x', '%4CPT1.x'], ['console', 'console'],
])('the folder of user %s is %s', (user, folder) => {
  expect(userFolder(user)).toBe(folder);
});

test('no two users have the same folder, and each is one plain name', () => {
  const user = fc.string({unit: fc.constantFrom('a', 'B', '.', ' ', '~', '%', '2', 'E', '1', '片', 'c', 'o', 'n')});
  fc.assert(
    fc.property(user, user, (one, other) => {
      expect(userFolder(one) === userFolder(other)).toBe(one === other);
      if (one !== '') expect(nasSegments(userFolder(one))).toEqual([userFolder(one)]);
    }),
    {numRuns: 2000},
  );
});
