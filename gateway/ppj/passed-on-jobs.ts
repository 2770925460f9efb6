import {createHash} from 'node:crypto';
import type {FastifyReply, FastifyRequest} from 'fastify';
import type {FileVault} from '../file-vault.ts';
import {HttpError} from '../http/errors.ts';
import {untrustedFileHeaders} from '../http/file-headers.ts';
import {cutOff} from '../http/send-file.ts';
import {noSuchJob} from './errors.ts';
import type {Period} from './job-store.ts';
import type {JobAnswer, Jobs} from './jobs.ts';
import {NoAnswer} from './other-service.ts';
import type {OtherService} from './other-service.ts';
import type {PassedOnStore, Sent} from './passed-on-store.ts';
import {receiveDeck} from './receive-deck.ts';
import type {ReceivedDeck} from './receive-deck.ts';
import {Turns} from './turns.ts';
import {zipHeaders} from './zip-headers.ts';

export interface PassedOnOptions {
  readonly store: PassedOnStore;
  /** Where a presentation lies until it has been sent. */
  readonly vault: FileVault;
  readonly maxDeckBytes: number;
  readonly other: OtherService;
}

const dayMs = 86_400_000;

/**
 * The Jobs API as another service does it (`CARRYON_PPJ`). All users share one credential there, so which of them made
 * which token is kept here.
 *
 * A presentation is received whole before it is sent on: one that is cut or fails its MD5 never gets there, an identifier
 * that is known costs nothing, and the other side is told the length.
 */
export class PassedOnJobs implements Jobs {
  readonly #options: PassedOnOptions;
  readonly #turns = new Turns();

  constructor(options: PassedOnOptions) {
    this.#options = options;
  }

  async create(request: FastifyRequest): Promise<JobAnswer> {
    const {vault} = this.#options;
    const deck = await receiveDeck(request, this.#options);
    try {
      const {identifier, fileName, sizeBytes} = deck;
      const create = () =>
        identifier === undefined ? this.#send(request.user, deck) : this.#createOnce(request.user, identifier, deck);
      // Two with one identifier would make two Jobs; of two that look alike one could be taken for the other.
      const alike = () => this.#turns.take(JSON.stringify([fileName, sizeBytes]), create);
      const same = () => this.#turns.take(JSON.stringify(['', request.user, identifier]), alike);
      return await answerWithin(identifier === undefined ? alike : same);
    } finally {
      await vault.remove([deck.fileId]);
    }
  }

  async list(user: string, {start, end}: Period): Promise<readonly string[]> {
    const {store, other} = this.#options;
    const own = await store.tokensOf(user);
    if (own.size === 0) return [];
    const query = {
      ...(start && {start_date: start.toISOString()}),
      ...(end && {end_date: end.toISOString()}),
    };
    const tokens = await answerWithin(() => other.list(query));
    return tokens.filter((token) => own.has(token));
  }

  async get(user: string, token: string): Promise<JobAnswer> {
    await this.#checkOwner(user, token);
    return answerWithin(() => this.#options.other.get(token));
  }

  async download(token: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    await this.#checkOwner(request.user, token);
    const asked = pick(request.headers, ['range', 'if-range', 'if-none-match']);
    const answer = await answerWithin(() => this.#options.other.download(request.method, token, asked));
    if (answer.statusCode === 416) {
      answer.destroy();
      throw new HttpError(416, '请求的范围超出了文件的末尾。', pick(answer.headers, ['content-range']));
    }
    const fileName = `${token}.zip`;
    reply
      .code(answer.statusCode ?? 502)
      .headers({...untrustedFileHeaders(fileName), ...zipHeaders(token), 'Cache-Control': 'private, no-cache'})
      .headers(pick(answer.headers, ['content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified']));
    if (request.method === 'HEAD' || answer.statusCode === 304) {
      answer.destroy();
      return reply.send();
    }
    answer.once('error', () => cutOff(reply));
    reply.raw.once('close', () => answer.destroy());
    return reply.send(answer);
  }

  sweep(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  /** Makes no second Job for an identifier, also when the answer to an earlier POST was lost (SPEC F13). */
  async #createOnce(user: string, identifier: string, deck: ReceivedDeck): Promise<JobAnswer> {
    const {store, other} = this.#options;
    const known = await store.findByIdentifier(user, identifier);
    if (known !== undefined) return other.get(known);
    const earlier = await store.findSent(user, identifier);
    const adopted = earlier && (await this.#adopt(user, identifier, earlier));
    if (adopted !== undefined) return adopted;

    const since = new Date(Date.now() - dayMs);
    const tokensBefore = await other.list(from(since));
    const sent = {fileName: deck.fileName, sizeBytes: deck.sizeBytes, since, tokensBefore};
    await store.noteSent(user, identifier, sent);
    try {
      return await this.#send(user, deck);
    } catch (error) {
      if (error instanceof HttpError && error.status < 500) await store.forgetSent(user, identifier);
      if (!(error instanceof NoAnswer)) throw error;
      const made = await this.#adopt(user, identifier, sent);
      if (made !== undefined) return made;
      throw error;
    }
  }

  async #send(user: string, deck: ReceivedDeck): Promise<JobAnswer> {
    const {store, vault, other} = this.#options;
    const identifier = deck.identifier && nameOf(user, deck.identifier);
    const job = await other.create({...deck, identifier, path: vault.pathOf(deck.fileId)});
    await store.hold(user, job.token, deck.identifier);
    return job;
  }

  /** Looks for the Job that a POST without an answer made: a new token of that name and size that is nobody's yet. */
  async #adopt(user: string, identifier: string, sent: Sent): Promise<JobAnswer | undefined> {
    const {store, other} = this.#options;
    const before = new Set(sent.tokensBefore);
    for (const token of await other.list(from(sent.since))) {
      if (before.has(token) || (await store.isHeld(token))) continue;
      const job = await other.get(token);
      if (job.source_filename !== sent.fileName || job.source_filesize !== sent.sizeBytes) continue;
      await store.hold(user, token, identifier);
      return job;
    }
    return undefined;
  }

  async #checkOwner(user: string, token: string): Promise<void> {
    if (token.includes('\0') || !(await this.#options.store.has(user, token))) throw noSuchJob();
  }
}

/** Users may have the same identifiers; there they are all one user. */
function nameOf(user: string, identifier: string): string {
  return createHash('sha256')
    .update(JSON.stringify([user, identifier]))
    .digest('hex');
}

const from = (moment: Date) => ({start_date: moment.toISOString()});

/** Silence and nonsense of the other side are 502, in words of our own. */
async function answerWithin<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NoAnswer) throw new HttpError(502, '转换服务没有正常应答，请稍后重试。', {}, {type: 'Error'});
    throw error;
  }
}

function pick(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
