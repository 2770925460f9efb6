import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** An upload as the server has it. */
export interface HeldUpload {
  readonly length: number;
  readonly metadata: string;
  bytes: Buffer;
}

/** Answers one request in place of the server, or does something beside it and lets it go on (`'go-on'`). */
export type Misbehaviour = (
  request: IncomingMessage,
  response: ServerResponse,
  upload: HeldUpload | undefined,
) => Promise<'go-on' | void> | 'go-on' | void;

/** A small tus server in memory that does as the protocol says, except where a test tells it not to. */
export class TusTestServer implements AsyncDisposable {
  /** `PATCH 1000+500`: what was asked, with offset and length of the body. */
  readonly log: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  readonly uploads = new Map<string, HeldUpload>();
  /** Headers of OPTIONS; empty for a server that does not know it. */
  capabilities: Record<string, string> = {'Tus-Extension': 'creation,termination', 'Tus-Version': '1.0.0'};
  /** Files that GET serves, by path: a page of the same origin. */
  site: ReadonlyMap<string, {readonly type: string; readonly body: Buffer}> = new Map();
  readonly #server: Server;
  readonly #misbehaviours: {readonly method: string; readonly act: Misbehaviour}[] = [];
  #count = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<TusTestServer> {
    const server = createServer();
    const tus = new TusTestServer(server);
    server.on('request', (request, response) => {
      tus.#serve(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return tus;
  }

  get base(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next request of a method is answered like this, the one after it like the next one given. */
  next(method: string, act: Misbehaviour): void {
    this.#misbehaviours.push({method, act});
  }

  /** Forgets how it was told to misbehave. */
  behave(): void {
    this.#misbehaviours.length = 0;
  }

  /** The only upload there is. */
  get only(): HeldUpload {
    const [upload, ...others] = this.uploads.values();
    if (!upload || others.length > 0) throw new Error(`There are ${this.uploads.size} uploads.`);
    return upload;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {method = '', url = '', headers} = request;
    const id = url.split('/').at(-1) ?? '';
    if (method === 'GET') {
      const file = this.site.get(url);
      return void response.writeHead(file ? 200 : 404, {'Content-Type': file?.type}).end(file?.body);
    }
    const length = headers['content-length'];
    this.log.push([method, ...(length === undefined ? [] : [`${headers['upload-offset'] ?? ''}+${length}`])].join(' '));
    this.headers.push(headers);
    const at = this.#misbehaviours.findIndex((rule) => rule.method === method);
    const [rule] = at < 0 ? [] : this.#misbehaviours.splice(at, 1);
    if (rule && (await rule.act(request, response, this.uploads.get(id))) !== 'go-on') return;
    response.setHeader('Tus-Resumable', '1.0.0');
    await this.#answer(method, id, request, response);
  }

  async #answer(method: string, id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (method === 'OPTIONS') return void response.writeHead(204, this.capabilities).end();
    if (method === 'POST') {
      const {'upload-length': length, 'upload-metadata': metadata = ''} = request.headers;
      const name = `u${++this.#count}`;
      this.uploads.set(name, {length: Number(length), metadata: String(metadata), bytes: await readAll(request)});
      const offset = String(this.uploads.get(name)?.bytes.length);
      return void response.writeHead(201, {Location: name, 'Upload-Offset': offset}).end();
    }
    const upload = this.uploads.get(id);
    if (!upload) return void response.writeHead(404).end();
    if (method === 'HEAD') {
      const {bytes, length} = upload;
      return void response.writeHead(200, {'Upload-Offset': bytes.length, 'Upload-Length': length}).end();
    }
    if (method === 'DELETE') {
      this.uploads.delete(id);
      return void response.writeHead(204).end();
    }
    if (Number(request.headers['upload-offset']) !== upload.bytes.length) return void response.writeHead(409).end();
    upload.bytes = Buffer.concat([upload.bytes, await readAll(request)]);
    response.writeHead(204, {'Upload-Offset': upload.bytes.length}).end();
  }
}

export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Keeps the first bytes of a PATCH, then tears the connection down. */
export function cutAfter(bytes: number): Misbehaviour {
  return async (request, _response, upload) => {
    const body = await readAll(request);
    if (upload) upload.bytes = Buffer.concat([upload.bytes, body.subarray(0, bytes)]);
    request.socket.destroy();
  };
}

/** Answers with a status, headers and a text, after the body has come. */
export function answer(status: number, headers: Record<string, string> = {}, text = ''): Misbehaviour {
  return async (request, response) => {
    await readAll(request);
    response.writeHead(status, headers).end(text);
  };
}
