import {JobError} from '../queue/failure.ts';
import type {DeckState, Endpoint, Owner} from '../queue/job.ts';
import type {Converter, RemoteDeck} from '../queue/ports.ts';
import {isWithin, join} from './base-url.ts';
import type {PpjElsewhere} from './database.ts';
import type {Link} from './download/link.ts';
import {textIn, type Credential, type Http, type HttpRequest, type JsonObject} from './http.ts';

/** Statuses with which the service says that it will never take a presentation (SPEC F7). */
const refusals: ReadonlySet<unknown> = new Set([400, 413, 415, 422]);
/** A credential of its own that is refused is for whoever set this page up: the sign-in at the backend stays. */
const refusedCredentialMs = 60_000;

const states: ReadonlySet<string> = new Set<DeckState>([
  'uploading',
  'converting',
  'disting',
  'notifying',
  'completed',
  'halted',
  'deleted',
]);

export interface PpjServiceOptions {
  readonly http: Http;
  /** The service of a job's owner; undefined: the backend's own. */
  readonly elsewhereFor: (owner: Owner) => Promise<PpjElsewhere | undefined>;
}

/** A presentation as it is handed in. */
export interface HandedIn {
  readonly file: Blob;
  readonly fileName: string;
  /** Lower-case hex. */
  readonly md5: string;
  readonly identifier?: string;
  readonly notifyUrl?: string;
  readonly onSent: (bytes: number) => void;
}

interface Service {
  readonly url: string;
  readonly credential?: Credential;
  /** Not the backend's own, or with a credential of its own: what it refuses says nothing of the sign-in. */
  readonly isElsewhere: boolean;
}

interface Answered {
  readonly object: JsonObject;
  readonly retryAfterMs: number | undefined;
}

/** The Jobs API (SPEC P, CONTRACT 5): the backend's own service, or one elsewhere. */
export class PpjService {
  readonly #options: PpjServiceOptions;

  constructor(options: PpjServiceOptions) {
    this.#options = options;
  }

  async knowsIdentifiers(owner: Owner, signal: AbortSignal): Promise<boolean> {
    const {url} = await this.#serviceOf(owner);
    const answer = await this.#options.http.send({url: join(url, '/api/health')}, signal);
    const {status, text} = answer;
    // Nobody can tell what a service knows that is in trouble.
    if (status === 429 || status >= 500) throw this.#options.http.failureOf(answer);
    return status === 200 && /"identifier"\s*:\s*true/.test(text);
  }

  /** Where the service is, for the budget of connections. */
  async urlOf(owner: Owner): Promise<string> {
    return (await this.#serviceOf(owner)).url;
  }

  /** @throws JobError `deck-refused` when it will never be taken, `checksum` when it arrived damaged. */
  async create(
    owner: Owner,
    {file, fileName, md5, identifier, notifyUrl, onSent}: HandedIn,
    signal: AbortSignal,
  ): Promise<RemoteDeck> {
    const form = new FormData();
    form.set('file_md5', md5);
    if (identifier !== undefined) form.set('identifier', identifier);
    if (notifyUrl !== undefined) form.set('notify_url', notifyUrl);
    // Last, so that a service may judge by the rest while it comes.
    form.set('file_source', file, fileName);
    try {
      const request = {method: 'POST', body: form, onSent} as const;
      return deckIn((await this.#ask(await this.#serviceOf(owner), '/api/jobs', request, signal)).object);
    } catch (error) {
      throw refusalOf(error);
    }
  }

  async look(owner: Owner, token: string, signal: AbortSignal): Promise<RemoteDeck> {
    const {object, retryAfterMs} = await this.#ask(await this.#serviceOf(owner), pathOf(token), {}, signal);
    return {...deckIn(object), ...(retryAfterMs !== undefined && {retryAfterMs})};
  }

  async list(
    owner: Owner,
    {since, until}: Parameters<Converter['list']>[1],
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const range = new URLSearchParams({...(since && {start_date: since}), ...(until && {end_date: until})});
    const path = `/api/jobs?${String(range)}`;
    const {tokens} = (await this.#ask(await this.#serviceOf(owner), path, {}, signal)).object;
    if (!Array.isArray(tokens)) throw new JobError('answer-unreadable', 'The answer has no tokens.');
    return tokens.filter((token): token is string => typeof token === 'string');
  }

  /** Where the zip of a Job is fetched. */
  async zipOf(owner: Owner, token: string): Promise<Link> {
    const {url, credential, isElsewhere} = await this.#serviceOf(owner);
    const zip = join(url, `${pathOf(token)}/download`);
    return {url: zip, ...(credential && {credential}), route: routeOf(isElsewhere), isForeign: false};
  }

  async #ask(
    {url, credential, isElsewhere}: Service,
    path: string,
    request: Omit<HttpRequest, 'url'>,
    signal: AbortSignal,
  ): Promise<Answered> {
    const {http} = this.#options;
    const whole = {...request, url: join(url, path), ...(credential && {credential}), route: routeOf(isElsewhere)};
    try {
      const answer = await http.send(whole, signal);
      return {object: http.objectOf(answer, whole), retryAfterMs: http.waitAskedBy(answer)};
    } catch (error) {
      if (!isElsewhere || !(error instanceof JobError) || error.code !== 'signed-out') throw error;
      const {values, message} = error;
      throw new JobError('server-refused', message, {values, retryAfterMs: refusedCredentialMs, cause: error});
    }
  }

  /** The backend's token goes to a service below the backend, and to no other (CONTRACT 2). */
  async #serviceOf(owner: Owner): Promise<Service> {
    const elsewhere = await this.#options.elsewhereFor(owner);
    const url = elsewhere?.url ?? join(owner.baseUrl, '/ppj');
    const isElsewhere = !isWithin(url, owner.baseUrl);
    const where = {baseUrl: url, header: 'X-PPJ-Credential'} as const;
    if (elsewhere?.credential !== undefined) {
      return {url, isElsewhere: true, credential: {...where, token: elsewhere.credential}};
    }
    return isElsewhere ? {url, isElsewhere} : {url, isElsewhere, credential: {...where, owner}};
  }
}

/** The endpoint that its answers prove to be up. */
function routeOf(isElsewhere: boolean): Endpoint {
  return isElsewhere ? 'ppj' : 'internet';
}

function pathOf(token: string): string {
  return `/api/jobs/${encodeURIComponent(token)}`;
}

/** A 400 that is about the MD5 means that the file arrived damaged; any other is about the file (SPEC F7). */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof JobError) || !refusals.has(error.values['status'])) return error;
  const {values, message} = error;
  return values['status'] === 400 && /md5/i.test(message)
    ? new JobError('checksum', message, {values, cause: error})
    : new JobError('deck-refused', message, {values, cause: error});
}

function deckIn(answer: JsonObject): RemoteDeck {
  const state = textIn(answer, 'state');
  if (!states.has(state)) throw new JobError('answer-unreadable', `The service tells of an unknown state, ${state}.`);
  const {total_pages: totalPages, last_error: lastError, created_at: createdAt} = answer;
  const sizeBytes = Number(answer['source_filesize']);
  return {
    token: textIn(answer, 'token'),
    // One of the table.
    state: state as DeckState,
    fileName: textIn(answer, 'source_filename'),
    fileSize: Number.isFinite(sizeBytes) ? sizeBytes : 0,
    ...(typeof totalPages === 'number' && {totalPages}),
    ...(typeof lastError === 'string' && {lastError}),
    ...(typeof createdAt === 'string' && {createdAt}),
  };
}
