import {JobError, type FailureCode} from '../queue/failure.ts';
import type {Endpoint, Owner} from '../queue/job.ts';
import type {Clock} from '../queue/ports.ts';
import {isWithin} from './base-url.ts';
import {failureOf, retryAfterMs} from './http-failure.ts';
import {fetchStream, fetchWire, readText, type AnswerStream} from './fetch-wire.ts';
import type {Wire, WireAnswer, WireRequest} from './wire.ts';

/** Whose token goes along, and how far it may go (CONTRACT 2). */
export type Credential = {
  /** The token goes to this origin and path, and nowhere else. */
  readonly baseUrl: string;
  /** Default `Authorization`, as a bearer token. */
  readonly header?: 'Authorization' | 'X-PPJ-Credential';
} & ({readonly owner: Owner} | {readonly token: string});

export interface HttpRequest extends Partial<Omit<WireRequest, 'url'>> {
  readonly url: string;
  /** Absent: the request goes without a token. */
  readonly credential?: Credential;
  /** Which endpoint a good answer proves to be up (SPEC G2). */
  readonly route?: Endpoint;
}

export interface HttpOptions {
  /** Whose step it is, his token: never "the current one" (SPEC Q10). */
  readonly tokenFor: (owner: Owner) => Promise<string | undefined>;
  readonly clock: Clock;
  /** Carries the bodies whose progress is wanted. Default `fetch`, which knows none. */
  readonly uploadWire?: Wire;
  /** How long nothing may move on a connection. */
  readonly silenceMs?: number;
}

const defaultSilenceMs = 30_000;

/** HTTP as the other adapters use it: tokens stay at home, silence ends, every outside error is a {@link JobError}. */
export class Http {
  readonly #options: HttpOptions;
  readonly #silenceMs: number;
  readonly #lastBytesAt: Partial<Record<Endpoint, number>> = {};

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#silenceMs = options.silenceMs ?? defaultSilenceMs;
  }

  /** When the other side of a route last acknowledged or sent bytes, in ms since 1970; 0 for never. */
  lastBytesAt(route: Endpoint): number {
    return this.#lastBytesAt[route] ?? 0;
  }

  /** Bytes were acknowledged or received on a route. */
  noteBytes(route: Endpoint | undefined): void {
    if (route) this.#lastBytesAt[route] = this.#options.clock.now();
  }

  /**
   * Sends a request and brings its answer, whatever the status.
   *
   * @throws JobError `signed-out` without a token, `origin-refused` if the token may not go there, and what
   *   {@link Wire} throws.
   */
  async send(request: HttpRequest, signal: AbortSignal): Promise<WireAnswer> {
    const token = await this.#tokenOf(request, signal);
    const {uploadWire = fetchWire, clock} = this.#options;
    const wire = request.onSent ? uploadWire : fetchWire;
    const answer = await wire(wireRequest(request, token), this.#silenceMs, clock, signal);
    // Some servers repeat what they were sent; no error of ours may hold a token.
    const mayRepeat = token !== undefined && answer.status >= 400;
    return mayRepeat ? {...answer, text: answer.text.replaceAll(token, '…')} : answer;
  }

  /** What an answer that is no success means. @param refusal Code for a plain 4xx. */
  failureOf(answer: WireAnswer, refusal?: FailureCode): JobError {
    return failureOf(answer, this.#options.clock.now(), refusal);
  }

  /**
   * Sends a request and reads the JSON object in its answer; what is inside `data` counts as in the object itself.
   *
   * @throws JobError what the status means, or `answer-unreadable`.
   */
  async json(request: HttpRequest, signal: AbortSignal, refusal?: FailureCode): Promise<JsonObject> {
    return this.objectOf(await this.send(request, signal), request, refusal);
  }

  /** The JSON object in an answer to {@link send}, as {@link json} reads it. */
  objectOf(answer: WireAnswer, {route}: HttpRequest, refusal?: FailureCode): JsonObject {
    if (answer.status < 200 || answer.status > 299) throw this.failureOf(answer, refusal);
    const parsed = parseObject(answer.text);
    this.noteBytes(route);
    return parsed;
  }

  /** How long an answer that is a success asks to wait, in ms. */
  waitAskedBy(answer: WireAnswer): number | undefined {
    return retryAfterMs(answer.header('Retry-After'), this.#options.clock.now());
  }

  /**
   * Opens an answer whose body is read piece by piece, whatever the status.
   *
   * A URL outside the credential's reach is fetched without it, and may then redirect (CONTRACT 2).
   */
  async open(request: HttpRequest, signal: AbortSignal): Promise<AnswerStream> {
    const {credential} = request;
    const reaches = credential !== undefined && isWithin(request.url, credential.baseUrl);
    const token = reaches ? await this.#tokenOf(request, signal) : undefined;
    const note = () => this.noteBytes(request.route);
    return await fetchStream(wireRequest(request, token), this.#silenceMs, this.#options.clock, signal, note);
  }

  /** What an opened answer that is no success means; reads what is left of it. */
  async streamFailure(answer: AnswerStream, refusal?: FailureCode): Promise<JobError> {
    const {status, headers} = answer;
    const header = (name: string) => headers.get(name) ?? undefined;
    return this.failureOf({status, header, text: await readText(answer)}, refusal);
  }

  async #tokenOf({url, credential}: HttpRequest, signal: AbortSignal): Promise<string | undefined> {
    if (!credential) return undefined;
    if (!isWithin(url, credential.baseUrl)) {
      throw new JobError('origin-refused', 'The address is outside the one that the token belongs to.');
    }
    const token = 'token' in credential ? credential.token : await this.#options.tokenFor(credential.owner);
    signal.throwIfAborted();
    // No header can hold any other character, so no server can have given such a token.
    if (token !== undefined && /^[\x21-\x7e]+$/.test(token)) return token;
    throw new JobError('signed-out', 'There is no token for this user.');
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** A text in an answer that cannot do without it. @throws JobError `answer-unreadable`. */
export function textIn(answer: JsonObject, name: string): string {
  const value = answer[name];
  if (typeof value === 'string' && value !== '') return value;
  // Ids of other backends may be numbers.
  if (typeof value === 'number') return String(value);
  throw new JobError('answer-unreadable', `The answer has no ${name}.`);
}

function wireRequest(request: HttpRequest, token: string | undefined): WireRequest {
  const {url, method = 'GET', headers = {}, body, onSent, credential} = request;
  const name = credential?.header ?? 'Authorization';
  const value = name === 'Authorization' ? `Bearer ${token ?? ''}` : (token ?? '');
  return {
    url,
    method,
    headers: token === undefined ? headers : {...headers, [name]: value},
    ...(body !== undefined && {body}),
    ...(onSent && {onSent}),
  };
}

function parseObject(text: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    // A captive portal's page, or a proxy's.
    throw new JobError('answer-unreadable', 'The answer is not JSON.', {cause});
  }
  if (!isObject(parsed)) throw new JobError('answer-unreadable', 'The answer is not a JSON object.');
  return isObject(parsed['data']) ? {...parsed, ...parsed['data']} : parsed;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
