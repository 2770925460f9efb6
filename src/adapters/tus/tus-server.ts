import {JobError, type FailureCode} from '../../queue/failure.ts';
import type {Route} from '../../queue/job.ts';
import {isWithin} from '../base-url.ts';
import type {Credential, Http, HttpRequest} from '../http.ts';
import type {WireAnswer} from '../wire.ts';
import {chooseAlgorithm, type DigestAlgorithm} from './chunk-digest.ts';
import type {Chunk} from './chunks.ts';
import {encodeMetadata} from './metadata.ts';

/** Where a tus server is, and who calls it. */
export interface TusEndpoint {
  /** The URL that uploads are posted to. */
  readonly url: string;
  readonly route: Route;
  readonly credential: Credential;
}

/** What OPTIONS told of a server. */
export interface Capabilities {
  /** Undefined: it checks no checksums, or none that we compute. */
  readonly algorithm: DigestAlgorithm | undefined;
  readonly takesFirstBytes: boolean;
  readonly maxBytes: number | undefined;
}

/** What became of a chunk. */
export type PatchResult =
  | {readonly type: 'acknowledged'; readonly offset: number}
  /** 409: the server stands elsewhere. */
  | {readonly type: 'conflict'; readonly error: JobError}
  /** 404 or 410. */
  | {readonly type: 'gone'; readonly error: JobError}
  /** 413: the chunk, not the file. */
  | {readonly type: 'too-large'; readonly error: JobError};

const mediaType = 'application/offset+octet-stream';
const versioned = {'Tus-Resumable': '1.0.0'};

/** The verbs of tus 1.0.0 at one endpoint: one request each, every answer checked before it is believed. */
export class TusServer {
  readonly #http: Http;
  readonly #endpoint: TusEndpoint;

  constructor(http: Http, endpoint: TusEndpoint) {
    this.#http = http;
    this.#endpoint = endpoint;
  }

  /** OPTIONS. Undefined if the answer is not one of tus: the core protocol and creation are all to count on then. */
  async capabilities(signal: AbortSignal): Promise<Capabilities | undefined> {
    const answer = await this.#send({url: this.#endpoint.url, method: 'OPTIONS', headers: {}}, signal);
    if (answer.status === 401 || answer.status === 429 || answer.status >= 500) throw this.#failureOf(answer);
    const named = answer.header('Tus-Extension');
    if (answer.status > 299 || named === undefined) return undefined;
    const extensions = new Set(named.split(',').map((name) => name.trim()));
    const algorithms = extensions.has('checksum') ? answer.header('Tus-Checksum-Algorithm') : undefined;
    return {
      algorithm: chooseAlgorithm(algorithms),
      takesFirstBytes: extensions.has('creation-with-upload'),
      maxBytes: wholeNumber(answer.header('Tus-Max-Size')),
    };
  }

  /**
   * POST (Creation, Creation With Upload).
   *
   * @param first The file's first bytes.
   * @returns Where the upload is, and what the server has of it; undefined if it does not say.
   */
  async create(
    {size, metadata}: {readonly size: number; readonly metadata: Readonly<Record<string, string>>},
    first: Chunk | undefined,
    onSent: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<{readonly url: string; readonly offset: number | undefined} | {readonly refused: JobError}> {
    const headers = {'Upload-Length': String(size), 'Upload-Metadata': encodeMetadata(metadata)};
    const body = first ? {headers: {...headers, ...bodyHeaders(first)}, body: first.slice, onSent} : {headers};
    const answer = await this.#send({url: this.#endpoint.url, method: 'POST', ...body}, signal);
    if (answer.status === 413) return {refused: this.#failureOf(answer)};
    if (answer.status !== 201) throw this.#failureOf(answer);
    const url = this.#locationIn(answer);
    if (!first) return {url, offset: 0};
    const offset = wholeNumber(answer.header('Upload-Offset'));
    if (offset !== undefined) this.#acknowledged(offset, first);
    return {url, offset};
  }

  /** HEAD: what the server has of an upload of this size; `gone` if it has no such upload. */
  async head(url: string, size: number, signal: AbortSignal): Promise<number | 'gone'> {
    const answer = await this.#send({url, method: 'HEAD', headers: {}}, signal);
    // 403 is one of the three that the protocol names for an upload that is not there (Core, HEAD).
    if (answer.status === 404 || answer.status === 410 || answer.status === 403) return 'gone';
    if (answer.status !== 200 && answer.status !== 204) throw this.#failureOf(answer);
    const length = wholeNumber(answer.header('Upload-Length'));
    // Another file's upload is not ours, whatever is in it.
    if (length !== undefined && length !== size) return 'gone';
    const offset = wholeNumber(answer.header('Upload-Offset'));
    if (offset === undefined) throw unreadable('The server does not say what it has of the upload.');
    if (offset > size) throw unreadable('The server claims to have more than the file holds.');
    this.#http.noteBytes(this.#endpoint.route);
    return offset;
  }

  /** PATCH: the next bytes. */
  async patch(url: string, chunk: Chunk, onSent: (bytes: number) => void, signal: AbortSignal): Promise<PatchResult> {
    const headers = {'Upload-Offset': String(chunk.offset), ...bodyHeaders(chunk)};
    const answer = await this.#send({url, method: 'PATCH', headers, body: chunk.slice, onSent}, signal);
    switch (answer.status) {
      case 204:
        return {type: 'acknowledged', offset: this.#acknowledged(wholeNumber(answer.header('Upload-Offset')), chunk)};
      case 404:
      case 410:
        return {type: 'gone', error: this.#failureOf(answer)};
      case 409: {
        const error = this.#failureOf(answer);
        // Not a question of offsets: asking for the right one leads nowhere.
        if (error.code === 'nas-exists') throw error;
        return {type: 'conflict', error};
      }
      case 413:
        return {type: 'too-large', error: this.#failureOf(answer)};
      default:
        throw this.#failureOf(answer);
    }
  }

  /** DELETE (Termination). An upload that is gone already, or a server that removes none, is as good. */
  async remove(url: string, signal: AbortSignal): Promise<void> {
    const answer = await this.#send({url, method: 'DELETE', headers: {}}, signal);
    const isRemoved = answer.status >= 200 && answer.status <= 299;
    if (!isRemoved && !asGoodAsRemoved.has(answer.status)) throw this.#failureOf(answer);
  }

  /** An acknowledged offset; less than was sent is allowed, more is a lie. */
  #acknowledged(offset: number | undefined, {offset: start, slice}: Chunk): number {
    if (offset === undefined) throw unreadable('The server does not say what it took.');
    if (offset > start + slice.size) throw unreadable('The server claims to have more than it was sent.');
    this.#http.noteBytes(this.#endpoint.route);
    return offset;
  }

  #locationIn(answer: WireAnswer): string {
    const location = answer.header('Location');
    if (location === undefined || !URL.canParse(location, this.#endpoint.url)) {
      throw unreadable('The server does not say where the upload is.');
    }
    const {href} = new URL(location, this.#endpoint.url);
    if (isWithin(href, this.#endpoint.url)) return href;
    throw new JobError('origin-refused', 'The server put the upload at another address.');
  }

  async #send(request: HttpRequest & {headers: Readonly<Record<string, string>>}, signal: AbortSignal) {
    const headers = {...versioned, ...request.headers};
    return await this.#http.send({...request, headers, credential: this.#endpoint.credential}, signal);
  }

  #failureOf(answer: WireAnswer): JobError {
    const failure = this.#http.failureOf(answer);
    const code = answer.status === 460 ? 'checksum' : this.#nasCodeOf(answer, failure);
    // A NAS that says when it will be back is busy, not gone.
    if (!code || failure.retryAfterMs !== undefined) return failure;
    return new JobError(code, failure.message, {values: failure.values});
  }

  /** What a gateway means that says it by the status alone, as an answer to HEAD must (CONTRACT 4). */
  #nasCodeOf({status}: WireAnswer, {code}: JobError): FailureCode | undefined {
    return this.#endpoint.route === 'intranet' && code === 'server-error' ? nasCodes[status] : undefined;
  }
}

const nasCodes: Readonly<Record<number, FailureCode>> = {503: 'nas-gone', 507: 'nas-full'};

/** Not there, or cannot be removed: 405 and 501 are servers without the Termination extension. */
const asGoodAsRemoved: ReadonlySet<number> = new Set([403, 404, 405, 410, 501]);

function bodyHeaders({checksum}: Chunk): Readonly<Record<string, string>> {
  return {'Content-Type': mediaType, ...(checksum !== undefined && {'Upload-Checksum': checksum})};
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

function unreadable(message: string): JobError {
  return new JobError('answer-unreadable', message);
}
