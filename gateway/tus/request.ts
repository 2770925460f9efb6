import type {FastifyRequest} from 'fastify';
import {IncomingBody} from '../http/incoming-body.ts';
import {tusError} from './errors.ts';

/** A header that may be there once. */
export function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** A whole number, zero or above, that JavaScript can count to. */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

/**
 * The bytes that a request brings, and how many it says they are (unknown when it sends them in pieces).
 *
 * Ask before anything is awaited ({@link IncomingBody}), and let go of the body in the end.
 *
 * @throws HttpError 415 if they are not of tus's type.
 */
export function bodyOf(request: FastifyRequest): {body?: IncomingBody; lengthBytes?: number | undefined} {
  const lengthBytes = wholeNumber(request.headers['content-length']);
  // HTTP/2 has neither header: there a body is announced by its type.
  const isChunked = request.headers['transfer-encoding'] !== undefined;
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const isTus = type === 'application/offset+octet-stream';
  if (!isTus && ((lengthBytes ?? 0) > 0 || isChunked)) throw tusError('wrongType');
  return isTus ? {body: new IncomingBody(request.raw), lengthBytes} : {};
}
