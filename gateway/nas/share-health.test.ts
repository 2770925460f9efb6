import {expect, test, vi} from 'vitest';
import {ShareHealth} from './share-health.ts';

/** Answers when it is told. */
class AskedShare {
  asked = 0;
  answer: (isUp: boolean) => void = () => undefined;

  isUp(): Promise<boolean> {
    this.asked += 1;
    return new Promise((resolve) => (this.answer = resolve));
  }
}

test('however many ask, the share is asked once; a second after its answer it is asked again (CONTRACT 4)', async () => {
  vi.useFakeTimers();
  const share = new AskedShare();
  const health = new ShareHealth(share);

  const first = Array.from({length: 50}, () => health.isUp());
  share.answer(true);
  await Promise.all(first);
  vi.advanceTimersByTime(999);
  const soon = await health.isUp();
  const askedSoon = share.asked;
  vi.advanceTimersByTime(1);
  const later = health.isUp();
  share.answer(false);

  expect([soon, askedSoon, await later, share.asked]).toEqual([true, 1, false, 2]);
  vi.useRealTimers();
});
