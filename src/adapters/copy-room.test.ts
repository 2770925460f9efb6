import {expect, test} from 'vitest';
import {statedQuota} from '../storage-estimate.ts';
import {CopyRoom} from './copy-room.ts';

const nothingToFree = () => Promise.resolve();

test('a copy may take half of what is free', async () => {
  const room = new CopyRoom(() => Promise.resolve({quotaBytes: 1_000, usedBytes: 600}), nothingToFree);

  expect(await room.promise(201)).toBe(false);
  expect(await room.promise(200)).toBe(true);
});

test('what is promised to one copy is not promised to the next', async () => {
  const room = new CopyRoom(() => Promise.resolve({quotaBytes: 1_000, usedBytes: 0}), nothingToFree);

  const promised = await Promise.all([400, 400, 400].map((bytes) => room.promise(bytes)));

  expect(promised).toEqual([true, false, false]);
});

test('room that was not used is there for others', async () => {
  const room = new CopyRoom(() => Promise.resolve({quotaBytes: 1_000, usedBytes: 0}), nothingToFree);
  await room.promise(500);

  room.settle(500);

  expect(await room.promise(500)).toBe(true);
});

test('what is kept for good measure only makes room, when that is needed', async () => {
  let [usedBytes, freed] = [900, 0];
  const room = new CopyRoom(
    () => Promise.resolve({quotaBytes: 1_000, usedBytes}),
    async () => {
      [usedBytes, freed] = [400, freed + 1];
      await nothingToFree();
    },
  );

  expect(await room.promise(50)).toBe(true);
  expect(freed).toBe(0);
  expect(await room.promise(250)).toBe(true);
  expect(freed).toBe(1);
});

test('where the browser does not say what may be kept, it is tried', async () => {
  const silent = new CopyRoom(() => Promise.resolve({usedBytes: 5, quotaBytes: undefined}), nothingToFree);

  expect(await silent.promise(20 * 2 ** 30)).toBe(true);
});

test('the quota that Chromium states to every site tells nothing', () => {
  expect(statedQuota(5_000, 5_000 + 10 * 2 ** 30)).toBeUndefined();
  expect(statedQuota(5_000, 60 * 2 ** 30)).toBe(60 * 2 ** 30);
});
