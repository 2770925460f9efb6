import {once} from 'node:events';
import {createServer, request} from 'node:http';
import type {IncomingHttpHeaders, IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** What a front does with a request: `undefined` passes it on, and the answer back. */
export type Fault = 'lose-answer' | ((request: IncomingMessage, response: ServerResponse) => void);

/** Stands before a PPJ service as a proxy that fails as it is told. */
export class PpjFront implements AsyncDisposable {
  /** For the next request of this method alone. */
  readonly faults = new Map<string, Fault>();
  /** Requests that came, the oldest first. */
  readonly seen: Array<{readonly line: string; readonly headers: IncomingHttpHeaders}> = [];
  readonly #target: string;
  readonly #server = createServer((incoming, response) => this.#pass(incoming, response));

  private constructor(target: string) {
    this.#target = target;
  }

  static async start(target: string): Promise<PpjFront> {
    const front = new PpjFront(target);
    front.#server.listen(0, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get base(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ppj`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #pass(incoming: IncomingMessage, response: ServerResponse): void {
    const {method = '', url = '', headers} = incoming;
    this.seen.push({line: `${method} ${url}`, headers});
    const fault = this.faults.get(method);
    this.faults.delete(method);
    if (typeof fault === 'function') {
      fault(incoming.resume(), response);
      return;
    }
    const onward = request(this.#target + url, {method, headers}, (answer) => {
      if (fault === 'lose-answer') {
        answer.resume().once('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  }
}
