import {once} from 'node:events';
import {request as requestHttp} from 'node:http';
import type {ClientRequest, IncomingMessage, OutgoingHttpHeaders} from 'node:http';
import {request as requestHttps} from 'node:https';
import {pipeline} from 'node:stream/promises';
import {z} from 'zod';
import type {OtherPpj} from '../config.ts';
import {HttpError} from '../http/errors.ts';
import {formOf} from './form-of.ts';
import type {SentDeck} from './form-of.ts';
import type {JobAnswer} from './jobs.ts';

const mostJsonBytes = 16 << 20;

export interface Patience {
  /** For the head of an answer, and for the next byte of it. */
  readonly answerMs: number;
  /** For the answer to a POST: some services convert before they answer. */
  readonly createMs: number;
}

/** The other service said nothing that makes sense; what it did is not known. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/**
 * Another service with the Jobs API, called with a credential of ours. It is called where the settings say and nowhere
 * else: redirects are not followed. No error holds an address or the credential.
 */
export class OtherService {
  readonly #other: OtherPpj;
  readonly #patience: Patience;

  constructor(other: OtherPpj, patience: Patience = {answerMs: 20_000, createMs: 100_000}) {
    this.#other = other;
    this.#patience = patience;
  }

  /** @throws HttpError what the other side says against it. @throws NoAnswer it may have made the Job or not. */
  async create(deck: SentDeck): Promise<JobAnswer> {
    const form = formOf(deck);
    const request = this.#request('POST', '', {
      'Content-Type': form.contentType,
      'Content-Length': form.sizeBytes,
    });
    const answered = this.#answerOf(request, this.#patience.createMs);
    // An answer may come before all is sent, and the connection may be gone then.
    pipeline(form.content, request).catch(() => undefined);
    return readJson(await answered, Job);
  }

  /** Tokens of all Jobs created in a period. */
  async list(query: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const search = new URLSearchParams(query).toString();
    const answer = await this.#ask('GET', search === '' ? '' : `?${search}`);
    return (await readJson(answer, List)).tokens;
  }

  async get(token: string): Promise<JobAnswer> {
    return readJson(await this.#ask('GET', `/${encodeURIComponent(token)}`), Job);
  }

  /** The answer to a download as it comes, if it is bytes. @throws HttpError what the other side says against it. */
  async download(method: string, token: string, headers: OutgoingHttpHeaders): Promise<IncomingMessage> {
    const answer = await this.#ask(method, `/${encodeURIComponent(token)}/download`, headers);
    if (![200, 206, 304, 416].includes(answer.statusCode ?? 0)) {
      if (method === 'HEAD') throw withoutWords(answer);
      await readJson(answer, z.never());
    }
    return answer;
  }

  #ask(method: string, path: string, headers: OutgoingHttpHeaders = {}): Promise<IncomingMessage> {
    const request = this.#request(method, path, headers);
    request.end();
    return this.#answerOf(request, this.#patience.answerMs);
  }

  #request(method: string, path: string, headers: OutgoingHttpHeaders): ClientRequest {
    const {base, credential} = this.#other;
    const send = base.startsWith('https:') ? requestHttps : requestHttp;
    const request = send(`${base}/api/jobs${path}`, {
      method,
      agent: false,
      headers: {...headers, Accept: 'application/json, application/zip', 'X-PPJ-Credential': credential},
    });
    // Seen by whoever waits for the answer.
    return request.on('error', () => undefined);
  }

  async #answerOf(request: ClientRequest, patienceMs: number): Promise<IncomingMessage> {
    // Sending and receiving take what time they take, as long as something moves.
    request.setTimeout(patienceMs, () => request.destroy(new Error('it took too long')));
    try {
      const [answer] = (await once(request, 'response')) as [IncomingMessage];
      answer.on('error', () => undefined);
      return answer;
    } catch {
      throw new NoAnswer('no answer came');
    }
  }
}

const Job = z.object({
  token: z.string().regex(/^[\w-]{1,200}$/),
  name: z.string(),
  state: z.enum(['uploading', 'converting', 'disting', 'notifying', 'completed', 'deleted', 'halted']),
  source_filename: z.string(),
  source_filesize: z.number(),
  total_pages: z.number().nullable(),
  last_error: z.string().nullable(),
  created_at: z.string(),
  created_at_in_ts: z.number(),
});

const List = z.object({tokens: z.array(z.string())});

const Problem = z.object({message: z.string().max(2000), type: z.string().max(200)});

/** @throws HttpError what the other side says against it. @throws NoAnswer if it says nothing that makes sense. */
async function readJson<Schema extends z.ZodType>(answer: IncomingMessage, schema: Schema): Promise<z.infer<Schema>> {
  const status = answer.statusCode ?? 0;
  const json = await readBody(answer);
  if (status >= 200 && status < 300) {
    const read = schema.safeParse(json);
    if (read.success) return read.data;
    throw new NoAnswer('the answer makes no sense');
  }
  // That is between the two services: who asks us has signed in well.
  const isOurs = status < 400 || [401, 403, 407].includes(status);
  const problem = Problem.safeParse(json);
  if (isOurs || !problem.success) {
    const words = refusedDeck.get(status);
    if (words !== undefined) throw new HttpError(status, words, {}, {type: 'Error'});
    if (isOurs || status < 500) throw new HttpError(502, refusedUs, {}, {type: 'Error'});
    throw new NoAnswer('the answer makes no sense');
  }
  const retryAfter = answer.headers['retry-after'];
  const headers = retryAfter === undefined ? {} : {'Retry-After': retryAfter};
  throw new HttpError(status, problem.data.message, headers, {type: problem.data.type});
}

const refusedUs = '转换服务拒绝了请求。';
/** What is wrong with the presentation stays so; a proxy on the way says it in HTML. */
const refusedDeck: ReadonlyMap<number, string> = new Map([
  [413, '文稿太大，转换服务不接受。'],
  [415, '转换服务不接受这种文件。'],
  [422, '转换服务无法处理这份文稿。'],
]);

function withoutWords({statusCode = 0}: IncomingMessage): Error {
  const isPassedOn = statusCode >= 400 && ![401, 403, 407].includes(statusCode);
  return isPassedOn ? new HttpError(statusCode, '项目还没有转换完成。', {}, {type: 'Error'}) : new NoAnswer('no bytes');
}

async function readBody(answer: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of answer) {
      pieces.push(piece as Buffer);
      bytes += (piece as Buffer).length;
      if (bytes > mostJsonBytes) return undefined;
    }
    return JSON.parse(Buffer.concat(pieces).toString()) as unknown;
  } catch {
    return undefined;
  } finally {
    answer.destroy();
  }
}
