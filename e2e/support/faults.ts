import type {IncomingHttpHeaders} from 'node:http';

/** Which requests a rule or a count is about. A path that is a string must be equal, without its query. */
export interface Match {
  readonly method?: string;
  readonly path?: string | RegExp;
}

/** What happens to a request instead of being passed on whole. */
export type Fault =
  /** Passes on so many bytes of the body, then destroys both sockets. */
  | {readonly type: 'cut-body'; readonly afterBytes: number}
  /** The server gets all of it and answers; the client never hears. */
  | {readonly type: 'cut-before-answer'}
  /** The server gets all of it and answers; the client waits, until it gives up or the proxy goes offline. */
  | {readonly type: 'withhold-answer'}
  /** One byte of the body is another one when it arrives. */
  | {readonly type: 'damage'}
  /** A tus server that says it took the chunk and has not: the one behind never hears of it. */
  | {readonly type: 'forget'}
  /** The client gets the answer's status, headers and so many bytes of its body; 0: only the head. */
  | {readonly type: 'cut-answer'; readonly afterBytes: number}
  /** The server never hears of it. */
  | {
      readonly type: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Nothing is read, nothing answered, until the client gives up or the proxy goes offline. */
  | {readonly type: 'stall'};

export interface Rule {
  readonly match: Match;
  readonly fault: Fault;
  /** How many matching requests pass unharmed before; 0 if absent. */
  readonly skip?: number;
  /** How many it hits, one after the other; 1 if absent, `Infinity` for all. */
  readonly times?: number;
}

export interface LoggedRequest {
  /** ms since 1970. */
  readonly at: number;
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Body bytes read from the client. */
  readonly bodyBytes: number;
  /** Body bytes of the answer that were passed on. */
  readonly answerBytes: number;
  /** `undefined` until answered; never set if cut. */
  readonly status: number | undefined;
  readonly fault: Fault['type'] | undefined;
  /** The server has answered, whether the client hears of it or not. */
  readonly answered: boolean;
}

/** Whether a request is one of those meant. */
export function fits(match: Match, entry: {readonly method: string; readonly url: string}): boolean {
  const [path = ''] = entry.url.split('?');
  if (match.method !== undefined && match.method !== entry.method) return false;
  if (match.path === undefined) return true;
  return typeof match.path === 'string' ? path === match.path : match.path.test(path);
}

/** A log to read: one request a line. */
export function describeLog(log: readonly LoggedRequest[]): string {
  const lines = log.map(({at, method, url, headers, bodyBytes, answerBytes, status, fault}) => {
    const offset = headers['upload-offset'];
    const sent = `${bodyBytes} of ${headers['content-length'] ?? 0} bytes${offset === undefined ? '' : ` from ${String(offset)}`}`;
    return `${new Date(at).toISOString().slice(14, 23)} ${method} ${url}: ${sent}, ${status ?? 'no answer'}, ${answerBytes} back${fault === undefined ? '' : `, ${fault}`}`;
  });
  return lines.join('\n');
}
