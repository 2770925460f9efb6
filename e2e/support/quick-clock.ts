import type {Page} from '@playwright/test';

/**
 * Lets time run faster in the worker that runs a window's jobs: a wait of 30 s is one of 3 s at ten times. Timers that
 * run already keep their pace. Chromium only: no other browser lets us into its workers.
 */
export async function quickenClock(page: Page, times: number): Promise<void> {
  const engine = page.workers().find((worker) => worker.url().includes('engine-worker'));
  if (engine === undefined) throw new Error('This window has no engine worker.');
  await engine.evaluate((factor) => {
    const realNow = Date.now.bind(Date);
    const start = realNow();
    Date.now = () => start + (realNow() - start) * factor;
    const {setTimeout: after, setInterval: every} = self;
    type Timer = (call: () => void, ms?: number) => unknown;
    const quickened =
      (timer: Timer): Timer =>
      (call, ms = 0) =>
        timer(call, ms / factor);
    Object.assign(self, {setTimeout: quickened(after), setInterval: quickened(every)});
  }, times);
}
