import {expect, test} from 'vitest';
import {FairQueue} from './fair-queue.ts';

function takeAll(queue: FairQueue<string>): readonly string[] {
  const taken: string[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) taken.push(item);
  return taken;
}

test('users take turns, and each one’s come in order', () => {
  const queue = new FairQueue<string>();
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.add(item.charAt(0), item);

  expect(takeAll(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

test('whoever comes later waits for one of each other user at most', () => {
  const queue = new FairQueue<string>();
  for (const item of ['a1', 'a2', 'a3', 'b1', 'b2']) queue.add(item.charAt(0), item);
  queue.take();
  queue.add('c', 'c1');

  expect(takeAll(queue)).toEqual(['b1', 'a2', 'c1', 'b2', 'a3']);
});

test('an empty queue gives nothing, and takes again', () => {
  const queue = new FairQueue<string>();

  expect(queue.take()).toBeUndefined();
  queue.add('a', 'a1');
  expect([queue.take(), queue.take()]).toEqual(['a1', undefined]);
});
