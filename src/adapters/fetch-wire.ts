import {JobError} from '../queue/failure.ts';
import type {Clock} from '../queue/ports.ts';
import {pieceReader} from './byte-reader.ts';
import {longestAnswerBytes, Silence, wireFailure, type Wire, type WireRequest} from './wire.ts';

/** An answer whose body is read piece by piece. */
export interface AnswerStream {
  readonly status: number;
  readonly headers: Headers;
  /** After redirects. */
  readonly url: string;
  /** The next piece, valid until the one after it is asked for; undefined at the end. @throws As {@link Wire} does. */
  read(): Promise<Uint8Array | undefined>;
  /** Lets go of the rest. No harm after the end. */
  cancel(): Promise<void>;
}

/** `fetch` tells nothing of a body on its way: it gets the time that a line of this speed needs. */
const slowestBytesPerMs = 32;

/** {@link Wire} by `fetch`: for all that is small, and for service workers, which have nothing else. */
export const fetchWire: Wire = async (request, silenceMs, clock, signal) => {
  const size = sizeOf(request.body);
  const answer = await fetchStream(request, silenceMs + size / slowestBytesPerMs, clock, signal, () => undefined);
  if (answer.status < 300) request.onSent?.(size);
  const text = await readText(answer);
  return {status: answer.status, header: (name) => answer.headers.get(name) ?? undefined, text};
};

/** Sends a request and opens its answer. @param onBytes At each piece of a good answer's body. */
export async function fetchStream(
  request: WireRequest,
  silenceMs: number,
  clock: Clock,
  signal: AbortSignal,
  onBytes: () => void,
): Promise<AnswerStream> {
  signal.throwIfAborted();
  const silence = new Silence(clock, silenceMs);
  const failed = (cause: unknown) => {
    silence.stop();
    return wireFailure(cause, silence, signal);
  };
  const {url, method, headers, body} = request;
  const hasToken = 'Authorization' in headers || 'X-PPJ-Credential' in headers;
  const response = await fetch(url, {
    method,
    headers,
    ...(body !== undefined && {body}),
    redirect: hasToken ? 'error' : 'follow',
    credentials: 'omit',
    cache: 'no-store',
    signal: AbortSignal.any([signal, silence.signal]),
  }).catch((cause: unknown) => {
    throw failed(cause);
  });
  silence.stop();
  const reader = response.body ? pieceReader(response.body) : undefined;
  return {
    status: response.status,
    headers: response.headers,
    url: response.url,
    read: async () => {
      // Only a wait for the other side is silence: whoever reads may take his time between two pieces.
      silence.watch();
      const piece = await reader?.read().catch((cause: unknown) => {
        throw failed(cause);
      });
      silence.stop();
      if (piece && response.ok) onBytes();
      return piece;
    },
    cancel: async () => {
      // It may have failed already; nobody reads it any more.
      await reader?.cancel().catch(() => undefined);
    },
  };
}

/** The rest of an answer as text. @throws JobError `answer-unreadable` if it is longer than any command's. */
export async function readText(answer: AnswerStream): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (let piece = await answer.read(); piece; piece = await answer.read()) {
    text += decoder.decode(piece, {stream: true});
    if (text.length <= longestAnswerBytes) continue;
    await answer.cancel();
    throw new JobError('answer-unreadable', 'The answer does not end.');
  }
  return text + decoder.decode();
}

function sizeOf(body: WireRequest['body']): number {
  if (body === undefined) return 0;
  if (body instanceof Blob) return body.size;
  if (typeof body === 'string') return body.length;
  return [...body.values()].reduce((sum, value) => sum + (typeof value === 'string' ? value.length : value.size), 0);
}
