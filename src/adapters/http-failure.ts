import {JobError, type FailureCode} from '../queue/failure.ts';
import type {WireAnswer} from './wire.ts';

/** What a status means when it means one thing everywhere (RFC 9110 15.5, RFC 6585, RFC 4918 11.5). */
const meanings: Readonly<Record<number, FailureCode>> = {
  401: 'signed-out',
  404: 'not-found',
  408: 'server-silent',
  410: 'not-found',
  413: 'upload-too-large',
  423: 'server-busy',
  429: 'server-busy',
};

/** What an error's `type` says of the NAS behind the gateway (CONTRACT 2, CONTRACT 4), whatever its status. */
const nasTypes: ReadonlyMap<string | undefined, FailureCode> = new Map([
  ['NasGoneError', 'nas-gone'],
  ['NasFullError', 'nas-full'],
  ['NasExistsError', 'nas-exists'],
  ['NasNameError', 'nas-name'],
  ['NasRefusedError', 'nas-refused'],
]);

/** How long to stay away from a server that is busy and does not say for how long, in ms. */
const defaultWaitsMs: Readonly<Record<number, number>> = {
  // An upload that an older request still holds (tusd); it lets go soon.
  423: 2_000,
  429: 15_000,
};
/** `Retry-After: 0` must not become a loop without a pause. */
const shortestWaitMs = 1_000;
/** SPEC Q5: postponed for at most an hour. */
const longestWaitMs = 3_600_000;

const longestMessage = 300;

/**
 * An answer that is no success, as the failure it means (SPEC Q5, CONTRACT 2).
 *
 * @param now ms since 1970, for a `Retry-After` that is a date.
 * @param refusal Code for a request that the server understood and refused: the other 4xx.
 */
export function failureOf(answer: WireAnswer, now: number, refusal: FailureCode = 'server-refused'): JobError {
  const {status} = answer;
  const {message, type} = errorIn(answer);
  const values = {status, ...(message !== undefined && {message})};
  const waitMs = retryAfterMs(answer.header('Retry-After'), now);
  if (status === 503 && waitMs !== undefined) {
    return new JobError('server-busy', 'The server asks to come back later.', {values, retryAfterMs: waitMs});
  }
  const code = nasTypes.get(type) ?? meanings[status] ?? classOf(status, refusal);
  const options = code === 'server-busy' ? {retryAfterMs: waitMs ?? defaultWaitsMs[status] ?? shortestWaitMs} : {};
  return new JobError(code, message ?? `The server answered ${status}.`, {values, ...options});
}

function classOf(status: number, refusal: FailureCode): FailureCode {
  if (status >= 500) return 'server-error';
  return status >= 400 ? refusal : 'answer-unreadable';
}

/** `Retry-After` (RFC 9110 10.2.3) in ms, within reason; undefined if it is absent or no sense can be made of it. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, shortestWaitMs), longestWaitMs);
}

/** What an error's body says (CONTRACT 2), the message shortened; anything but JSON says nothing. */
function errorIn({text}: WireAnswer): {readonly message: string | undefined; readonly type: string | undefined} {
  const body = objectIn(text);
  return {message: textOf(body['message'])?.slice(0, longestMessage), type: textOf(body['type'])};
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? {...parsed} : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
