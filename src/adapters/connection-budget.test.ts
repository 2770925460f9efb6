import {expect, test} from 'vitest';
import {ConnectionBudget} from './connection-budget.ts';

const never = new AbortController().signal;
const url = 'https://example.org/files/1';

test('four connections to an origin at a time; the next waits its turn', async () => {
  const budget = new ConnectionBudget();
  const order: string[] = [];
  const held = await Promise.all([1, 2, 3, 4].map(() => budget.acquire(url, never)));
  const fifth = budget.acquire('https://example.org/other', never).then(() => order.push('fifth'));
  const sixth = budget.acquire(url, never).then(() => order.push('sixth'));
  const elsewhere = await budget.acquire('https://example.net/', never).then(() => order.push('elsewhere'));

  held[2]?.();
  await fifth;
  held[0]?.();
  await sixth;

  expect(elsewhere).toBe(1);
  expect(order).toEqual(['elsewhere', 'fifth', 'sixth']);
});

test('who gives up while waiting takes no connection away', async () => {
  const budget = new ConnectionBudget(1);
  const controller = new AbortController();
  const reason = new Error('paused');
  const release = await budget.acquire(url, never);
  const waiting = budget.acquire(url, controller.signal);
  const next = budget.acquire(url, never);

  controller.abort(reason);
  release();

  await expect(waiting).rejects.toBe(reason);
  expect(await next).toBeTypeOf('function');
});

test('a connection given back twice counts once', async () => {
  const budget = new ConnectionBudget(1);
  const first = await budget.acquire(url, never);
  first();
  first();
  await budget.acquire(url, never);
  let taken = false;

  void budget.acquire(url, never).then(() => (taken = true));
  await Promise.resolve();
  await Promise.resolve();

  expect(taken).toBe(false);
});
