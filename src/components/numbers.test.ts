import {afterEach, expect, test} from 'vitest';
import {switchLocale} from '../locales/locales.ts';
import * as numbers from './numbers.ts';

// What switching the language touches of a page.
Object.assign(globalThis, {window: new EventTarget(), document: {documentElement: {lang: ''}}});

afterEach(() => switchLocale('en'));

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [38_000_000, '38 MB'],
  [6_340_000_000, '6.3 GB'],
  [19_700_000_000, '19.7 GB'],
  [118_400_000_000, '118 GB'],
  [999_960_000, '1 GB'],
])('%i bytes are shown in decimal units and three digits at most', (bytes, shown) => {
  expect(plain(numbers.formatBytes(bytes))).toBe(shown);
});

test('a value and its unit never part', () => {
  expect(numbers.formatBytes(1_200_000_000)).toBe('1.2\u00a0GB');
  expect(numbers.formatTimeLeft(600)).toBe('10\u00a0min left');
});

test('two numbers are compared in one unit', () => {
  expect(plain(numbers.formatBytesOf(24e9, 60e9))).toBe('24 / 60 GB');
  expect(plain(numbers.formatBytesOf(400e6, 60e9))).toBe('0.4 / 60 GB');
  expect(plain(numbers.formatBytes(1.7e9, 2))).toBe('1.70 GB');
});

test.each([
  [1, '2 s left'],
  [47, '48 s left'],
  [59, '1 min left'],
  [600, '10 min left'],
  [3600, '1 h left'],
  [12_010, '3 h 20 min left'],
  [86_400, '1 day left'],
  [200_000, '2 days left'],
])('%i seconds are left in steps a person can use', (seconds, shown) => {
  expect(plain(numbers.formatTimeLeft(seconds))).toBe(shown);
});

test('a sum names one unit only', () => {
  expect(plain(numbers.formatAbout(1840))).toBe('about 30 min');
  expect(plain(numbers.formatAbout(126_000))).toBe('about 35 h');
});

test('a countdown ticks in seconds and ends in a word', () => {
  expect(numbers.formatCountdown(15_200)).toBe('0:16');
  expect(numbers.formatCountdown(65_000)).toBe('1:05');
  expect(numbers.formatCountdown(-20)).toBe('now…');
});

test('a percentage is never rounded up', () => {
  expect(numbers.formatPercent(64.99)).toBe('64%');
});

test('a time of another day names the day', () => {
  const now = new Date(2026, 10, 21, 12, 3).getTime();

  expect(numbers.formatClock(now, {now})).toBe('12:03');
  expect(numbers.formatClock(now - 86_400_000, {now})).toMatch(/20.*12:03/);
});

test('spans speak Chinese when the page does', async () => {
  await switchLocale('zh-CN');

  expect(plain(numbers.formatTimeLeft(12_010))).toBe('还需 3 小时 20 分钟');
  expect(plain(numbers.formatAbout(1840))).toBe('约 30 分钟');
});
