import {expect, test} from 'vitest';
import {downloadJob, statuses} from '../../queue/testing/builders.ts';
import {ManualClock} from '../../queue/testing/manual-clock.ts';
import {MemoryJobStore} from '../../queue/testing/memory-job-store.ts';
import {taken} from '../../queue/saved-download.ts';
import {TakenDownloads} from './taken-downloads.ts';

const minuteMs = 60_000;

async function started() {
  const clock = new ManualClock();
  const jobs = new MemoryJobStore();
  const kept = new Set(['taken', 'unsaved', 'nobodys']);
  const released: string[] = [];
  const results = {transfers: {}, size: 9, keptBytes: 9};
  for (const uuid of ['taken', 'unsaved']) await jobs.add([downloadJob({uuid, status: statuses.done, results})]);
  await jobs.update('taken', (job) => taken(job, clock.now()));
  const downloads = new TakenDownloads({
    jobs,
    clock,
    kept: async () => [...kept],
    remove: async (uuid) => void kept.delete(uuid),
    onReleased: (uuid) => released.push(uuid),
  });
  return {clock, jobs, kept, released, downloads};
}

test('what the browser has taken is freed ten minutes later, and nothing else', async () => {
  const {clock, jobs, kept, released, downloads} = await started();

  downloads.start();
  await clock.advance(9 * minuteMs);
  expect([...kept]).toEqual(['taken', 'unsaved', 'nobodys']);
  await clock.advance(2 * minuteMs);

  expect([...kept]).toEqual(['unsaved', 'nobodys']);
  expect(released).toEqual(['taken']);
  const freed = (await jobs.get('taken'))?.results;
  expect(freed?.savedAt).toBeDefined();
  expect(freed).not.toHaveProperty('keptUntil');
});

test('it goes at once when its room is needed', async () => {
  const {kept, downloads} = await started();

  await downloads.freeAll();

  expect([...kept]).toEqual(['unsaved', 'nobodys']);
});

test('once stopped it frees nothing', async () => {
  const {clock, kept, downloads} = await started();

  downloads.start();
  downloads.stop();
  await clock.advance(20 * minuteMs);

  expect(kept.has('taken')).toBe(true);
});
