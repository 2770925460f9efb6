import {expect, test} from 'vitest';
import {statedQuota} from '../storage-estimate.ts';
import {CopyRoom} from './copy-room.ts';

test('a copy may take half of what is free', async () => {
  const room = new CopyRoom(() => Promise.resolve({quotaBytes: 1_000, usedBytes: 600}));

  expect(await room.promise(201)).toBe(false);
  expect(await room.promise(200)).toBe(true);
});

test('what is promised to one copy is not promised to the next', async () => {
  const room = new CopyRoom(() => Promise.resolve({quotaBytes: 1_000, usedBytes: 0}));

  const promised = await Promise.all([400, 400, 400].map((bytes) => room.promise(bytes)));

  expect(promised).toEqual([true, false, false]);
});

test('room that was not used is there for others', async () => {
  const room = new CopyRoom(() => Promise.resolve({quotaBytes: 1_000, usedBytes: 0}));
  await room.promise(500);

  room.settle(500);

  expect(await room.promise(500)).toBe(true);
});

test('where the browser does not say what may be kept, it is tried', async () => {
  const silent = new CopyRoom(() => Promise.resolve({usedBytes: 5, quotaBytes: undefined}));

  expect(await silent.promise(20 * 2 ** 30)).toBe(true);
});

test('the quota that Chromium states to every site tells nothing', () => {
  expect(statedQuota(5_000, 5_000 + 10 * 2 ** 30)).toBeUndefined();
  expect(statedQuota(5_000, 60 * 2 ** 30)).toBe(60 * 2 ** 30);
});
