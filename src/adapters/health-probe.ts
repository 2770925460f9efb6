import type {Endpoint} from '../queue/job.ts';
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
  readonly #mayAsk: (baseUrl: string) => Promise<boolean>;
  readonly #news = new Map<string, HealthNews>();

  /** @param mayAsk Whether a gateway may be asked from here; one that may not is down. */
  constructor(
    http: Http,
    clock: Clock,
    mayAsk: (gatewayUrl: string) => Promise<boolean> = () => Promise.resolve(true),
  ) {
    this.#http = http;
    this.#clock = clock;
    this.#mayAsk = mayAsk;
  }

  async check(endpoint: Endpoint, session: Session, signal: AbortSignal): Promise<Health> {
    const late = new AbortController();
    const cancel = this.#clock.after(answerWithinMs, () => late.abort(new Error('No answer in time.')));
    try {
      return {up: await this.#isUp(endpoint, session, AbortSignal.any([signal, late.signal]))};
    } catch {
      // Whatever went wrong, it is not up.
      return {up: false};
    } finally {
      cancel();
    }
  }

  lastBytesAt(endpoint: Endpoint): number {
    return this.#http.lastBytesAt(endpoint);
  }

  async #isUp(endpoint: Endpoint, {owner, gatewayUrl, ppjUrl}: Session, signal: AbortSignal): Promise<boolean> {
    switch (endpoint) {
      case 'internet': {
        const answer = await this.#http.json({url: join(owner.baseUrl, '/kapi/health')}, signal);
        if (answer['ok'] === true) this.#news.set(owner.baseUrl, newsIn(answer));
        return answer['ok'] === true;
      }
      case 'intranet': {
        if (!(await this.#mayAsk(gatewayUrl))) return false;
        const answer = await this.#http.json({url: join(gatewayUrl, '/gateway/health')}, signal);
        return answer['ok'] === true && answer['nas'] === true;
      }
      case 'ppj':
        return await this.#answersInJson(join(ppjUrl ?? join(owner.baseUrl, '/ppj'), '/api/health'), signal);
    }
  }

  /** A service without a health call is up when it gives any answer of its own kind. */
  async #answersInJson(url: string, signal: AbortSignal): Promise<boolean> {
    const {status, text} = await this.#http.send({url}, signal);
    const parsed: unknown = JSON.parse(text);
    return status < 500 && typeof parsed === 'object' && parsed !== null;
  }

  /** What the backend at this base URL last said; empty before its first answer. */
  newsOf(baseUrl: string): HealthNews {
    return this.#news.get(baseUrl) ?? {};
  }
}

function newsIn({ip, tus}: JsonObject & {readonly ip?: unknown; readonly tus?: unknown}): HealthNews {
  return {...(typeof ip === 'string' && {ip}), ...(typeof tus === 'string' && tus !== '' && {tus})};
}
