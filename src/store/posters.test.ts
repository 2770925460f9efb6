import {resolveObjectURL} from 'node:buffer';
import {expect, test} from 'vitest';
import {Posters} from './posters.ts';

const film = (identifier: string) => ({uuid: `job-of-${identifier}`, identifier});

test('a picture is read once for all jobs of its film, and the one unused for longest goes first', async () => {
  const read: string[] = [];
  const posters = new Posters(async (uuid) => (read.push(uuid), new Blob([uuid])), 2);

  const [first, again] = await Promise.all([posters.load(film('a')), posters.load({...film('a'), uuid: 'transcode'})]);
  const second = await posters.load(film('b'));
  expect([again, posters.peek(film('a'))]).toEqual([first, first]);
  await posters.load(film('c'));

  expect(posters.peek(film('a'))).toBe(first);
  expect(posters.peek(film('b'))).toBeUndefined();
  expect(resolveObjectURL(first ?? '')).toBeDefined();
  expect(resolveObjectURL(second ?? '')).toBeUndefined();
});

test('what is read while the user changes is shown to nobody', async () => {
  const posters = new Posters(async (uuid) => new Blob([uuid]));
  const [kept, loading] = [await posters.load(film('a')), posters.load(film('b'))];

  posters.clear();

  expect(await loading).toBeUndefined();
  expect([posters.peek(film('a')), posters.peek(film('b'))]).toEqual([undefined, undefined]);
  expect(resolveObjectURL(kept ?? '')).toBeUndefined();
});
