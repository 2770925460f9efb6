import {expect, test} from 'vitest';
import {failureOf, retryAfterMs} from './http-failure.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

// prettier-ignore
test.each([
  [400, {}, 'server-refused'],
  [401, {}, 'signed-out'],
  [403, {}, 'server-refused'],
  [404, {}, 'not-found'],
  [408, {}, 'server-silent'],
  [409, {}, 'server-refused'],
  [410, {}, 'not-found'],
  [413, {}, 'upload-too-large'],
  [423, {}, 'server-busy'],
  [429, {}, 'server-busy'],
  [500, {}, 'server-error'],
  [502, {}, 'server-error'],
  [503, {}, 'server-error'],
  [503, {'Retry-After': '7'}, 'server-busy'],
  [507, {}, 'server-error'],
  [304, {}, 'answer-unreadable'],
] as const)('%i %o means %s', (status, headers, code) => {
  expect(failureOf(answer(status, headers), now)).toMatchObject({code, values: {status}});
});

test('a refused record has the code of its call, with what the server said', () => {
  const failure = failureOf(answer(409, {}, '{"message": "not complete", "type": "Conflict"}'), now, 'notify-refused');

  expect(failure).toMatchObject({code: 'notify-refused', values: {status: 409, message: 'not complete'}});
});

// prettier-ignore
test.each([
  [503, 'NasGoneError', 'nas-gone'],
  [507, 'NasFullError', 'nas-full'],
  [409, 'NasExistsError', 'nas-exists'],
  [400, 'NasNameError', 'nas-name'],
  [503, 'NasRefusedError', 'nas-refused'],
  [503, 'UnavailableError', 'server-error'],
  [404, 'toString', 'not-found'],
] as const)('%i of the type %s means %s, whatever was asked for (CONTRACT 4)', (status, type, code) => {
  const body = JSON.stringify({message: 'said by the gateway', type});

  expect(failureOf(answer(status, {}, body), now, 'notify-refused')).toMatchObject({code, values: {status}});
});

test('a NAS that says when it will be back is busy, not gone', () => {
  const body = JSON.stringify({message: 'full up', type: 'NasGoneError'});

  expect(failureOf(answer(503, {'Retry-After': '7'}, body), now)).toMatchObject({code: 'server-busy'});
});

test('only a busy server postpones (Q5)', () => {
  expect(failureOf(answer(503, {'Retry-After': '7'}), now).retryAfterMs).toBe(7_000);
  expect(failureOf(answer(429), now).retryAfterMs).toBeGreaterThan(0);
  expect(failureOf(answer(503), now).retryAfterMs).toBeUndefined();
  expect(failureOf(answer(500, {'Retry-After': '7'}), now).retryAfterMs).toBeUndefined();
});

// prettier-ignore
test.each([
  ['120', 120_000],
  ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 1_000],
  ['0', 1_000],
  ['99999999', 3_600_000],
  ['soon', undefined],
  [undefined, undefined],
])('Retry-After: %s (RFC 9110 10.2.3, an hour at most: Q5)', (header, waitMs) => {
  expect(retryAfterMs(header, now)).toBe(waitMs);
});

function answer(status: number, headers: Readonly<Record<string, string>> = {}, text = '') {
  return {status, header: (name: string) => headers[name], text};
}
