import {expect, test} from 'vitest';
import {CopyRoom} from './copy-room.ts';

test('a copy may take half of what is free', async () => {
  const room = new CopyRoom(() => Promise.resolve({quota: 1_000, usage: 600}));

  expect(await room.promise(201)).toBe(false);
  expect(await room.promise(200)).toBe(true);
});

test('what is promised to one copy is not promised to the next', async () => {
  const room = new CopyRoom(() => Promise.resolve({quota: 1_000, usage: 0}));

  const promised = await Promise.all([400, 400, 400].map((bytes) => room.promise(bytes)));

  expect(promised).toEqual([true, false, false]);
});

test('room that was not used is there for others', async () => {
  const room = new CopyRoom(() => Promise.resolve({quota: 1_000, usage: 0}));
  await room.promise(500);

  room.settle(500);

  expect(await room.promise(500)).toBe(true);
});

test('where the browser does not say what may be kept, it is tried', async () => {
  expect(await new CopyRoom(() => Promise.resolve({})).promise(1)).toBe(true);
});
