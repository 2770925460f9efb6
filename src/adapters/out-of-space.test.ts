import {expect, test} from 'vitest';
import {isOutOfSpace, storageError} from './out-of-space.ts';

test.each(['QuotaExceededError', 'NoSpaceError'])('%s means that this device has no room', (name) => {
  const error = new DOMException('Full.', name);

  expect(isOutOfSpace(error)).toBe(true);
  expect(storageError(error)).toMatchObject({name: 'JobError', code: 'storage-full', cause: error});
});

test('any other error of a database stays what it is', () => {
  const error = new DOMException('Aborted.', 'AbortError');

  expect(isOutOfSpace(error)).toBe(false);
  expect(storageError(error)).toBe(error);
});
