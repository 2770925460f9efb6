import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {OpenWhileUsed} from './open-while-used.ts';

/** Counts how often it is opened and closed. */
class CountedFile {
  opened = 0;
  closed = 0;

  open = () => {
    this.opened += 1;
    return Promise.resolve({
      close: () => {
        this.closed += 1;
        return Promise.resolve();
      },
    });
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a file that nobody uses for 2 s is closed, and opened again for the next use', async () => {
  const file = new CountedFile();
  const used = new OpenWhileUsed(file.open);

  await used.use(() => Promise.resolve());
  await vi.advanceTimersByTimeAsync(1999);
  await used.use(() => Promise.resolve());
  const whileUsed = [file.opened, file.closed];
  await vi.advanceTimersByTimeAsync(2000);
  const idle = [file.opened, file.closed];
  await used.use(() => Promise.resolve());
  await used.close();

  expect([whileUsed, idle, [file.opened, file.closed]]).toEqual([
    [1, 0],
    [1, 1],
    [2, 2],
  ]);
  await expect(used.use(() => Promise.resolve())).rejects.toThrow('closed');
});

test('a call that takes long keeps it open, and calls keep their order', async () => {
  const file = new CountedFile();
  const used = new OpenWhileUsed(file.open);
  const order: number[] = [];
  let settle: () => void = () => undefined;

  const long = used.use(() => new Promise<void>((resolve) => (settle = resolve)));
  const calls = [1, 2, 3].map((number) => used.use(() => Promise.resolve(order.push(number))));
  await Promise.all(calls);
  await vi.advanceTimersByTimeAsync(60_000);
  const during = file.closed;
  settle();
  await long;
  await vi.advanceTimersByTimeAsync(2000);

  expect([during, file.closed, order]).toEqual([0, 1, [1, 2, 3]]);
});
