import {expect, test} from 'vitest';
import {downloadOf} from './download-of.ts';
import {closedGates} from './gate.ts';
import {publicJob} from './public-job.ts';
import {statuses, transcodeJob, uploadJob} from './testing/builders.ts';

const shown = (job: Parameters<typeof publicJob>[0]) => publicJob(job, closedGates, String);

test('an original that is up is fetched again from its fileUrl', () => {
  const job = uploadJob({status: statuses.done, results: {transfers: {}, fileUrl: '/kapi/files/1'}});

  expect(downloadOf(shown(job))).toEqual({file: {url: '/kapi/files/1', fileName: 'film.mp4', fileSize: 1_000}});
});

test('of a transcode the one file with all segments is fetched, from wherever its playlist is', () => {
  const done = (playlistPath: string) =>
    shown(transcodeJob({status: statuses.done, results: {transfers: {}, playlistPath}}));

  expect(downloadOf(done('https://backend.test/kapi/transcodes/x/upload-1.m3u8'))).toEqual({
    file: {url: 'https://backend.test/kapi/transcodes/x/upload-1.ts', fileName: 'film.ts'},
  });
  expect(downloadOf(done('transcodes/upload-1/upload-1.m3u8'))).toEqual({
    file: {url: 'transcodes/upload-1/upload-1.ts', fileName: 'film.ts'},
    isNetwork: false,
  });
});

test('what is not at the server is not fetched', () => {
  expect(downloadOf(shown(uploadJob()))).toBeUndefined();
  expect(downloadOf(shown(transcodeJob({status: statuses.failed})))).toBeUndefined();
});
