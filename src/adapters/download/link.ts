import {JobError} from '../../queue/failure.ts';
import type {Endpoint, Owner, Route} from '../../queue/job.ts';
import {isWithin, join} from '../base-url.ts';
import type {AnswerStream} from '../fetch-wire.ts';
import type {Credential, Http} from '../http.ts';
import type {RefusedOrigins} from './refused-origins.ts';

/** Where a download is fetched, and whose token goes there. */
export interface Link {
  readonly url: string;
  /** Absent outside the reach of every token: then it goes without (CONTRACT 2). */
  readonly credential?: Credential;
  /** The endpoint that its bytes prove to be up. */
  readonly route?: Endpoint;
  /** Another site than the backend's and the gateway's. */
  readonly isForeign: boolean;
}

/** @throws JobError `wrong-route` for a path on the NAS on the internet. */
export function linkTo(url: string, route: Route, owner: Owner, gatewayUrl: string): Link {
  if (!/^https?:/i.test(url)) {
    if (route === 'internet') throw new JobError('wrong-route', 'A file on the NAS is to be had on the intranet only.');
    const file = `${join(gatewayUrl, '/gateway/files')}?path=${encodeURIComponent(url)}`;
    return {url: file, credential: {owner, baseUrl: gatewayUrl}, route, isForeign: false};
  }
  const routes = {internet: owner.baseUrl, intranet: gatewayUrl} as const;
  const reached = (['internet', 'intranet'] as const).find((name) => isWithin(url, routes[name]));
  if (reached) return {url, credential: {owner, baseUrl: routes[reached]}, route: reached, isForeign: false};
  const {origin} = new URL(url);
  return {url, isForeign: ![owner.baseUrl, gatewayUrl].some((base) => new URL(base).origin === origin)};
}

/**
 * Asks for a file, or a part of it. The answer is 200, 206 or 416.
 *
 * @throws JobError what any other status means; `link-refused` when the other site, or this page's policy, does not let
 *   us have it.
 */
export async function openLink(
  {url, credential, route, isForeign}: Link,
  headers: Readonly<Record<string, string>>,
  http: Http,
  refused: RefusedOrigins,
  signal: AbortSignal,
): Promise<AnswerStream> {
  const answer = await http
    .open({url, headers, ...(credential && {credential}), ...(route && {route})}, signal)
    .catch(async (error: unknown) => {
      if (!isForeign || !(error instanceof JobError) || error.code !== 'network-lost') throw error;
      // The browser says no more than that it failed; of its own policy it tells a moment later.
      await new Promise((resolve) => setTimeout(resolve, policyMs));
      throw refusal(url, {why: refused.has(url) ? 'policy' : 'origin'}, error);
    });
  if ([200, 206, 416].includes(answer.status)) return answer;
  const failure = await http.streamFailure(answer, 'link-refused');
  const isRefused = failure.code === 'link-refused' || (!credential && failure.code === 'signed-out');
  throw isRefused ? refusal(url, failure.values, failure) : failure;
}

const policyMs = 50;

/** A page came in place of the file. */
export function pageCame(url: string): JobError {
  return refusal(url, {why: 'page'});
}

function refusal(url: string, values: Readonly<Record<string, string | number>>, cause?: unknown): JobError {
  const {host} = new URL(url);
  return new JobError('link-refused', `${host} does not give the file out.`, {values: {...values, host}, cause});
}
