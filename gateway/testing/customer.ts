import {once} from 'node:events';
import {createServer} from 'node:http';
import type {IncomingHttpHeaders, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** News that arrived at a customer's server. */
export interface News {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A customer's server, which is told of Jobs. */
export class Customer implements AsyncDisposable {
  readonly news: News[] = [];
  readonly #server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      this.news.push({path: request.url ?? '', headers: request.headers, body});
      this.#answer(response, this.news.length);
    });
  });
  readonly #answer: (response: ServerResponse, count: number) => void;

  private constructor(answer: (response: ServerResponse, count: number) => void) {
    this.#answer = answer;
  }

  /** @param answer Called with the number of news so far. */
  static async start(answer: (response: ServerResponse, count: number) => void): Promise<Customer> {
    const customer = new Customer(answer);
    customer.#server.listen(0, '127.0.0.1');
    await once(customer.#server, 'listening');
    return customer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook?key=1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
