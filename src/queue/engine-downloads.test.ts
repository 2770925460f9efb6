import {expect, test} from 'vitest';
import {downloadJob} from './testing/builders.ts';
import {fail, hang, progress} from './testing/script.ts';
import {World} from './testing/world.ts';

const minuteMs = 60_000;
const tookMs = 1_500;

function started(): World {
  const world = new World();
  // Longer than what is reached may wait to be written.
  world.downloader.script.takesMs = tookMs;
  world.start();
  return world;
}

test('F3, F4: a download runs to its end and is kept until it is saved', async () => {
  const world = started();

  await world.add(downloadJob());
  await world.clock.advance(tookMs);

  expect(world.job('download-1')).toMatchObject({
    status: {state: 'done'},
    results: {size: 1_000, keptBytes: 1_000},
  });
  expect(world.files.downloads.get('download-1')).toBe(1_000);
});

test('F4: one that goes into a file of its own leaves nothing here', async () => {
  const world = started();
  world.downloader.isSaved = true;

  await world.add(downloadJob());
  await world.clock.advance(tookMs);

  expect(world.job('download-1').results.savedAt).toBeDefined();
  expect(world.files.downloads.size).toBe(0);
});

test('one that goes straight into its file says so until its end, and tells what has come', async () => {
  const world = started();
  world.downloader.isStraight = true;
  world.downloader.isSaved = true;
  world.downloader.script.then(progress(0.4, fail('network-lost')));

  await world.add(downloadJob({savesTo: 'film.mp4'}));
  await world.clock.advance(tookMs);
  const halfway = world.job('download-1').results;
  await world.clock.advance(60 * minuteMs);

  expect(halfway).toMatchObject({straight: true});
  expect(halfway).not.toHaveProperty('keptBytes');
  expect(Math.max(...world.events.progress.map(({percent}) => percent))).toBeGreaterThanOrEqual(40);
  expect(world.job('download-1')).toMatchObject({status: {state: 'done'}, results: {size: 1_000}});
  expect(world.job('download-1').results).not.toHaveProperty('straight');
});

test('X1: killed between being saved and being done, it is not fetched again', async () => {
  const world = started();
  const saved = {transfers: {}, size: 1_000, savedAt: 1};

  await world.add(downloadJob({results: saved, from: 2}));
  await world.clock.advance(tookMs);

  expect(world.job('download-1')).toMatchObject({status: {state: 'done'}, results: {savedAt: 1}});
  expect(world.downloader.requests).toEqual([]);
});

test('CONTRACT 6: what is still in the lines is told as received, and moves no percent', async () => {
  const world = started();
  world.downloader.unkeptBytes = 300;
  world.downloader.script.then(progress(0.4, progress(0.5, hang)));

  await world.add(downloadJob());
  await world.clock.advance(2 * tookMs);

  const percents = world.events.progress.map(({percent}) => percent);
  expect(percents.at(-1)).toBe(40);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  expect(world.job('download-1').percent).toBe(50);
});

test('Q3, F8: cut off, it keeps its place and what it has, and goes on there', async () => {
  const world = started();
  world.downloader.script.then(progress(0.4, hang));
  await world.add(downloadJob());
  await world.clock.advance(tookMs);
  expect(world.job('download-1')).toMatchObject({percent: 40, results: {keptBytes: 400}});

  await world.reach({internet: false, intranet: false});
  world.downloader.script.clear();
  await world.reach({internet: true});
  await world.clock.advance(minuteMs);

  expect(world.state('download-1')).toBe('done');
  expect(world.job('download-1').attempts).toBe(0);
});

test('Q5: a file that changes at the server each time ends as a failure, though bytes come each time', async () => {
  const world = started();
  world.downloader.script.otherwise = progress(0.4, fail('file-changed-remote'));

  await world.add(downloadJob());
  await world.clock.advance(30 * minuteMs);

  expect(world.job('download-1')).toMatchObject({
    status: {state: 'failed'},
    attempts: 5,
    error: {code: 'file-changed-remote', fatal: true},
    percent: 0,
  });
  expect(world.log('download-1').some(({event}) => event === 'lost-bytes')).toBe(true);
  // The first bytes that ever came are progress; those that came again are not.
  expect(world.events.failures.map(({errorStatus}) => errorStatus)).toEqual([1, 1, 1, 1, 1, 0]);
});

test('CONTRACT 6: the size is what the server says, whatever was said before, and percent goes by it', async () => {
  const world = started();
  world.downloader.script.then(progress(0.5, hang));

  await world.add(downloadJob({fileSize: 4_000}));
  await world.clock.advance(tookMs);

  expect(world.job('download-1')).toMatchObject({percent: 50, results: {size: 1_000}});
});

test('CONTRACT 6: while nobody tells how large it is, there is no percent', async () => {
  const world = started();
  world.downloader.size = undefined;
  world.downloader.script.then(progress(0.5, hang));

  await world.add(downloadJob({fileSize: 0, sizeUnknown: true}));
  await world.clock.advance(tookMs);

  expect(world.job('download-1')).toMatchObject({percent: 0, results: {keptBytes: 500}});
});

test('Q11: a download that is cancelled frees what is kept of it', async () => {
  const world = started();
  world.downloader.script.then(progress(0.5, hang));
  await world.add(downloadJob());
  expect(world.files.downloads.size).toBe(1);

  await world.command('cancel', 'download-1');
  await world.clock.advance(1_000);

  expect(world.files.downloads.size).toBe(0);
});

test('Q11: a running download that is removed leaves no record, though it had news that were not written yet', async () => {
  const world = started();
  world.downloader.script.then(progress(0.2, progress(0.5, hang)));
  await world.add(downloadJob());

  await world.command('remove', 'download-1');
  await world.clock.advance(1_000);

  expect(world.db.jobs.size).toBe(0);
  expect(world.files.downloads.size).toBe(0);
});
