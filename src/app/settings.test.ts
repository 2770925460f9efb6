import {expect, test} from 'vitest';
import type {EngineSettings} from '../queue/ports.ts';
import {checkedSettings} from './settings.ts';

const known: EngineSettings = {
  concurrency: {upload: 3, download: 3, transcode: 1, convert: 2},
  uploadBytesPerSecond: 0,
  onlyOnWifi: false,
  severalSizes: false,
  saver: true,
  backoffScale: 1,
};

test('Q11: what is not said stays as it is, and nothing else comes in', () => {
  const change = {onlyOnWifi: true, backoffScale: 9};

  expect(checkedSettings(change, known)).toEqual({
    concurrency: known.concurrency,
    uploadBytesPerSecond: 0,
    onlyOnWifi: true,
    severalSizes: false,
    saver: true,
  });
});

test.each([
  [{uploadBytesPerSecond: -1}, 'uploadBytesPerSecond: a number of bytes, or 0 for no limit.'],
  [{onlyOnWifi: 'yes'}, 'onlyOnWifi: true or false.'],
  [{severalSizes: 1}, 'severalSizes: true or false.'],
  [{saver: 0}, 'saver: true or false.'],
  [{concurrency: {upload: 0}}, 'Concurrency of upload: a number from 1 to 20.'],
])('Q11: %j is refused, in words', (change, words) => {
  // As a host page without types could call it.
  expect(() => checkedSettings(change as never, known)).toThrow(words);
});
