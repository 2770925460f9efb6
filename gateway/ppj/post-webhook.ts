import {createHmac} from 'node:crypto';
import {once} from 'node:events';
import {request as requestHttp} from 'node:http';
import type {IncomingMessage} from 'node:http';
import {request as requestHttps} from 'node:https';
import {hostOf, isPrivateHost, lookupPublic} from './notify-url.ts';

export interface Webhook {
  readonly url: string;
  readonly body: string;
  /** Key of the signature. */
  readonly secret: string;
  readonly allowsPrivate: boolean;
  readonly signal: AbortSignal;
  /** How long the answer may take. */
  readonly patienceMs?: number;
}

const mostAnswerBytes = 1 << 16;

/**
 * Posts news to a customer's server (CONTRACT 5). The address is looked at with this very connection, so a name that
 * leads elsewhere by now is of no use; redirects are not followed, what the answer says is not read.
 *
 * @returns The status.
 * @throws Error if there is no answer in time (10 s), or the address is private.
 */
export async function postWebhook(webhook: Webhook): Promise<number> {
  const {url, body, secret, allowsPrivate, signal, patienceMs = 10_000} = webhook;
  if (!allowsPrivate && isPrivateHost(hostOf(url))) throw new Error('the address is private');
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const send = new URL(url).protocol === 'https:' ? requestHttps : requestHttp;
  const request = send(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'User-Agent': 'Carryon',
      'X-PPJ-Signature': `sha256=${signature}`,
    },
    agent: false,
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    ...(allowsPrivate ? {} : {lookup: lookupPublic}),
  });
  // What comes after the answer's head changes nothing.
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  request.on('error', () => undefined);
  request.end(body);
  const [answer] = await answered;
  drop(answer);
  return answer.statusCode ?? 0;
}

/** Reads a short answer to its end, so that the other side sees no reset, and cuts a long one. */
function drop(answer: IncomingMessage): void {
  let bytes = 0;
  answer.on('error', () => undefined);
  answer.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > mostAnswerBytes) answer.destroy();
  });
}
