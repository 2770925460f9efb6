import type {Route} from '../queue/job.ts';
import type {Clock, Health, HealthProbe, Session} from '../queue/ports.ts';
import {join} from './base-url.ts';
import type {Http, JsonObject} from './http.ts';

/** An endpoint that takes longer is down (SPEC G2). */
const answerWithinMs = 5_000;

/** What a health call tells beside "up" (CONTRACT 3). */
export interface HealthNews {
  /** The caller's address, as the other side sees it. */
  readonly ip?: string;
  /** Path of the tus endpoint. */
  readonly tus?: string;
}

/** Asks the backend and the gateway for their health, without a token (CONTRACT 3 and 4, SPEC G2). */
export class HealthChecks implements HealthProbe {
  readonly #http: Http;
  readonly #clock: Clock;
  readonly #news = new Map<string, HealthNews>();

  constructor(http: Http, clock: Clock) {
    this.#http = http;
    this.#clock = clock;
  }

  async check(route: Route, session: Session, signal: AbortSignal): Promise<Health> {
    const baseUrl = route === 'internet' ? session.owner.baseUrl : session.gatewayUrl;
    const path = route === 'internet' ? '/kapi/health' : '/gateway/health';
    const late = new AbortController();
    const cancel = this.#clock.after(answerWithinMs, () => late.abort(new Error('No answer in time.')));
    try {
      const answer = await this.#http.json({url: join(baseUrl, path)}, AbortSignal.any([signal, late.signal]));
      if (route === 'internet' && answer['ok'] === true) this.#news.set(baseUrl, newsIn(answer));
      return {up: answer['ok'] === true && (route === 'internet' || answer['nas'] === true)};
    } catch {
      // Whatever went wrong, it is not up.
      return {up: false};
    } finally {
      cancel();
    }
  }

  lastBytesAt(route: Route): number {
    return this.#http.lastBytesAt(route);
  }

  /** What the backend at this base URL last said; empty before its first answer. */
  newsOf(baseUrl: string): HealthNews {
    return this.#news.get(baseUrl) ?? {};
  }
}

function newsIn({ip, tus}: JsonObject & {readonly ip?: unknown; readonly tus?: unknown}): HealthNews {
  return {...(typeof ip === 'string' && {ip}), ...(typeof tus === 'string' && tus !== '' && {tus})};
}
