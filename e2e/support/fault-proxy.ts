import {Agent, createServer, request as sendRequest} from 'node:http';
import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import {once} from 'node:events';
import type {AddressInfo, Socket} from 'node:net';
import {Readable} from 'node:stream';
import {fits, type Fault, type LoggedRequest, type Match, type Rule} from './faults.ts';
import {Throttle} from './throttle.ts';
import {Watch} from './watch.ts';

type Entry = {-readonly [Key in keyof LoggedRequest]: LoggedRequest[Key]};

/**
 * An HTTP proxy on loopback that fails as told. Faults lie here and not in the browser, since a browser's offline
 * switch leaves requests in flight alone.
 */
export class FaultProxy {
  /** Every request, in the order of arrival. */
  readonly log: readonly LoggedRequest[] = [];
  readonly #target: () => number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #rules: {rule: Rule; seen: number}[] = [];
  readonly #uploads = new Throttle();
  readonly #downloads = new Throttle();
  #slowAnswers: Match = {};
  readonly #watch = new Watch();
  #port = 0;

  /** @param target The port behind it, asked at each request: a server that is started again may have another. */
  constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer({requestTimeout: 0, keepAliveTimeout: 60_000}, (request, response) => {
      this.#take(request, response);
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(target: () => number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.goOnline();
    return proxy;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Listens (again, on the same port). */
  async goOnline(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Refuses connections, and kills those in flight. */
  async goOffline(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Adds a rule; the first one that fits a request and is not used up decides. @returns Takes it off again. */
  addRule(rule: Rule): () => void {
    const entry = {rule, seen: 0};
    this.#rules.push(entry);
    return () => {
      const at = this.#rules.indexOf(entry);
      if (at >= 0) this.#rules.splice(at, 1);
    };
  }

  /** Reads request bodies no faster than this, over all of them; `Infinity` as fast as they come. */
  limitUploads(bytesPerSecond: number): void {
    this.#uploads.bytesPerSecond = bytesPerSecond;
  }

  /** Passes answers to requests that fit on no faster than this, over all of them; without a match to any. */
  limitDownloads(bytesPerSecond: number, match: Match = {}): void {
    this.#downloads.bytesPerSecond = bytesPerSecond;
    this.#slowAnswers = match;
  }

  /** Requests that arrived so far and fit. */
  requests(match: Match): readonly LoggedRequest[] {
    return this.log.filter((entry) => fits(match, entry));
  }

  /** Body bytes read so far from all requests that fit. */
  bodyBytes(match: Match): number {
    return this.requests(match).reduce((sum, entry) => sum + entry.bodyBytes, 0);
  }

  /** Settles once so many body bytes of fitting requests were read, counted from the proxy's start. */
  async untilBodyBytes(match: Match, bytes: number): Promise<void> {
    await this.#watch.until(() => this.bodyBytes(match) >= bytes);
  }

  /** Settles once so many fitting requests have arrived, counted from the proxy's start. */
  async untilRequests(match: Match, count: number): Promise<void> {
    await this.#watch.until(() => this.requests(match).length >= count);
  }

  /** Settles once the server has answered so many fitting requests, counted from the proxy's start. */
  async untilAnswered(match: Match, count: number): Promise<void> {
    await this.#watch.until(() => this.requests(match).filter(({answered}) => answered).length >= count);
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.goOffline();
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const {method = 'GET', url = '/', headers} = request;
    const entry: Entry = {
      at: Date.now(),
      method,
      url,
      headers,
      bodyBytes: 0,
      answerBytes: 0,
      status: undefined,
      fault: undefined,
      answered: false,
    };
    (this.log as LoggedRequest[]).push(entry);
    const fault = this.#faultFor(entry);
    entry.fault = fault?.type;
    this.#watch.changed();
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (fault?.type === 'stall') return;
    if (fault?.type === 'forget') answerInstead(request, response, entry, {status: 204, headers: takenAll(entry)});
    else if (fault?.type === 'answer') answerInstead(request, response, entry, fault);
    else this.#passOn(request, response, entry, fault);
  }

  #faultFor(entry: LoggedRequest): Fault | undefined {
    for (const active of this.#rules) {
      const {match, fault, skip = 0, times = 1} = active.rule;
      if (!fits(match, entry)) continue;
      const index = active.seen++;
      if (index >= skip && index < skip + times) return fault;
    }
    return undefined;
  }

  #passOn(request: IncomingMessage, response: ServerResponse, entry: Entry, fault: Fault | undefined): void {
    // Asks the server to stay, since one that answers early and hangs up can take its answer with it; used once.
    const agent = new Agent({keepAlive: true});
    const upstream = sendRequest({
      host: '127.0.0.1',
      port: this.#target(),
      method: entry.method,
      path: entry.url,
      headers: withoutConnection(request.rawHeaders),
      agent,
    });
    const {socket} = request;
    const cut = () => {
      socket.resetAndDestroy();
      upstream.destroy();
    };
    upstream.on('error', () => {
      if (entry.status === undefined) socket.destroy();
    });
    upstream.on('response', (answer) => {
      entry.answered = true;
      this.#watch.changed();
      if (fault?.type === 'withhold-answer') return void answer.resume();
      if (fault?.type === 'cut-before-answer') return void answer.resume().on('end', cut).on('error', cut);
      entry.status = answer.statusCode ?? 0;
      response.writeHead(entry.status, withoutConnection(answer.rawHeaders));
      response.flushHeaders();
      const limit = fault?.type === 'cut-answer' ? fault.afterBytes : Infinity;
      const throttle = fits(this.#slowAnswers, entry) ? this.#downloads : new Throttle();
      const body = this.#letThrough(answer, throttle, limit, cut, (bytes) => (entry.answerBytes += bytes));
      Readable.from(body).on('error', cut).pipe(response);
    });
    response.on('close', () => {
      if (!response.writableFinished) upstream.destroy();
    });
    const limit = fault?.type === 'cut-body' ? fault.afterBytes : Infinity;
    const whole = this.#letThrough(request, this.#uploads, limit, cut, (bytes) => (entry.bodyBytes += bytes));
    const body = Readable.from(fault?.type === 'damage' ? damaged(whole) : whole);
    body.on('error', cut).pipe(upstream);
    upstream.on('close', () => setImmediate(() => agent.destroy()));
    // Once answered, nobody needs the rest; but a browser that still sends would not look at the answer.
    response.on('finish', () => body.destroy());
    body.on('close', () => request.on('data', (piece: Buffer) => (entry.bodyBytes += piece.length)));
  }

  /** A body up to its limit. Takes the next piece only when the last one had its turn: real back-pressure. */
  async *#letThrough(
    body: IncomingMessage,
    throttle: Throttle,
    limit: number,
    cut: () => void,
    count: (bytes: number) => void,
  ) {
    let left = limit;
    if (left > 0) {
      for await (const piece of body.iterator({destroyOnReturn: false}) as AsyncIterable<Buffer>) {
        const part = piece.subarray(0, Math.min(piece.length, left));
        await throttle.take(part.length);
        left -= part.length;
        count(part.length);
        this.#watch.changed();
        yield part;
        if (left <= 0) break;
      }
    }
    if (left > 0) return;
    // A turn of the loop, so that what was let through is on its way.
    await new Promise((resolve) => setImmediate(resolve));
    cut();
    // The other side must not take this for the body's end.
    await new Promise(() => undefined);
  }
}

/** The bytes with their first one changed. */
async function* damaged(pieces: AsyncIterable<Buffer>) {
  let isFirst = true;
  for await (const piece of pieces) {
    yield isFirst ? Buffer.concat([Buffer.of((piece[0] ?? 0) ^ 1), piece.subarray(1)]) : piece;
    isFirst = false;
  }
}

/** What a tus server says of a chunk that it took whole. */
function takenAll({headers}: LoggedRequest): Readonly<Record<string, string>> {
  const end = Number(headers['upload-offset']) + Number(headers['content-length']);
  return {'Tus-Resumable': '1.0.0', 'Upload-Offset': String(end)};
}

/** Headers of one hop are not the next one's. */
function withoutConnection(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => {
    const name = rawHeaders[index - (index % 2)]?.toLowerCase();
    return name !== 'connection' && name !== 'keep-alive';
  });
}

function answerInstead(
  request: IncomingMessage,
  response: ServerResponse,
  entry: Entry,
  {status, headers = {}, body = ''}: Omit<Extract<Fault, {type: 'answer'}>, 'type'>,
): void {
  request.on('data', (piece: Buffer) => (entry.bodyBytes += piece.length));
  entry.status = status;
  response.writeHead(status, headers).end(body);
}
