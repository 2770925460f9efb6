import {expect, test} from 'vitest';
import {asTranscodeError, clockTime, TranscodeError} from './transcode-error.ts';

test.each([
  [new DOMException('', 'QuotaExceededError'), 'storage-full'],
  [new DOMException('', 'NotReadableError'), 'source-missing'],
  [new DOMException('', 'NotFoundError'), 'source-missing'],
  [new Error('wrapped', {cause: new DOMException('', 'NotReadableError')}), 'source-missing'],
  [new RangeError('Array buffer allocation failed'), 'media-memory'],
  [new TranscodeError('media-none', 'empty'), 'media-none'],
  ['a string', 'transcoder-failed'],
])('%o has a code', (error, code) => {
  expect(asTranscodeError(error).code).toBe(code);
});

test.each([
  [0.4, '0:00'],
  [761, '12:41'],
  [3723, '1:02:03'],
])('%d s is %s', (seconds, text) => {
  expect(clockTime(seconds)).toBe(text);
});
