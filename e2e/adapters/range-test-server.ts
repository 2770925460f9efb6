import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';

/** What the server does with one request, instead of what it should. `'go-on'`: what it should. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => 'go-on' | void;

/** A server with one file, that does as it is told. */
export class RangeTestServer implements AsyncDisposable {
  file: Buffer;
  etag: string | undefined = '"1"';
  lastModified: string | undefined = 'Sat, 01 Aug 2026 10:00:00 GMT';
  hasRanges = true;
  /** Added to, or put in place of, the headers of every answer. */
  headers: Record<string, string> = {};
  /** Every request, and how many bytes of a body were handed to the network. */
  readonly requests: {readonly range: string | undefined; readonly ifRange: string | undefined; sent: number}[] = [];
  readonly #plan: Misbehaviour[] = [];
  readonly #server: Server;

  private constructor(file: Buffer) {
    this.file = file;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(file: Buffer): Promise<RangeTestServer> {
    const server = new RangeTestServer(file);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Of all bodies together. */
  get sentBytes(): number {
    return this.requests.reduce((sum, {sent}) => sum + sent, 0);
  }

  /** The next requests, in the order in which they come. */
  next(...plan: readonly Misbehaviour[]): void {
    this.#plan.push(...plan);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Answers as it should; what is sent ends after so many bytes. */
  serve(request: IncomingMessage, response: ServerResponse, cutAfterBytes = Infinity): void {
    const {range, 'if-range': ifRange} = request.headers;
    const known = {
      ...(this.etag !== undefined && {ETag: this.etag}),
      ...(this.lastModified !== undefined && {'Last-Modified': this.lastModified}),
      ...(this.hasRanges && {'Accept-Ranges': 'bytes'}),
    };
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    const isWanted = ifRange === undefined || ifRange === this.etag || ifRange === this.lastModified;
    const start = this.hasRanges && isWanted && first !== undefined ? Number(first) : undefined;
    if (start !== undefined && start >= this.file.length) {
      response.writeHead(416, {...known, 'Content-Range': `bytes */${this.file.length}`, ...this.headers}).end();
      return;
    }
    const body = start === undefined ? this.file : this.file.subarray(start, Number(last) + 1);
    const part = start !== undefined && {
      'Content-Range': `bytes ${start}-${start + body.length - 1}/${this.file.length}`,
    };
    response.writeHead(part ? 206 : 200, {...known, 'Content-Length': body.length, ...part, ...this.headers});
    this.send(request, response, body.subarray(0, cutAfterBytes), body.length > cutAfterBytes);
  }

  /** Sends bytes after the head; then ends, or cuts the line. */
  send(request: IncomingMessage, response: ServerResponse, bytes: Buffer, cuts: boolean): void {
    const entry = this.requests.find((candidate) => candidate === entries.get(request));
    if (entry) entry.sent += bytes.length;
    if (!cuts) response.end(bytes);
    else response.write(bytes, () => request.socket.destroy());
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const {range, 'if-range': ifRange} = request.headers;
    const entry = {range, ifRange: ifRange?.toString(), sent: 0};
    entries.set(request, entry);
    this.requests.push(entry);
    const misbehave = this.#plan.shift();
    if (!misbehave || misbehave(request, response) === 'go-on') this.serve(request, response);
  }
}

const entries = new WeakMap<IncomingMessage, RangeTestServer['requests'][number]>();
