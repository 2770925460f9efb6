import {JobError} from '../queue/failure.ts';
import type {Clock} from '../queue/ports.ts';

/** One request as it goes out; a token is in its headers already. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Blob | FormData | string;
  /** Bytes of the body handed to the network, the form's own lines included. */
  readonly onSent?: (bytes: number) => void;
}

/** A whole answer: commands and acknowledgements are small. */
export interface WireAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}

/**
 * Carries one request over and brings its answer, whatever the status.
 *
 * @param silenceMs How long nothing may move, in either direction.
 * @throws JobError `network-lost`, `server-silent`, `answer-unreadable` or `origin-refused`.
 * @throws The signal's reason.
 */
export type Wire = (request: WireRequest, silenceMs: number, clock: Clock, signal: AbortSignal) => Promise<WireAnswer>;

/** An answer to a command may be so large. */
export const longestAnswerBytes = 4 << 20;

/** Notices that nothing moves any more: its signal aborts with `server-silent`. It watches from the start. */
export class Silence {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #controller = new AbortController();
  #heardAt = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.watch();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something moved. Cheap: called for each piece of a body. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** Begins to watch, again. */
  watch(): void {
    this.stop();
    this.heard();
    this.#arm(this.#limitMs);
  }

  /** Watches no more: it is our turn, or all is over. */
  stop(): void {
    this.#cancel?.();
  }

  #arm(afterMs: number): void {
    this.#cancel = this.#clock.after(afterMs, () => {
      // A clock that was set back must not keep us waiting longer than the limit.
      const silentMs = Math.max(0, this.#clock.now() - this.#heardAt);
      if (silentMs < this.#limitMs) return this.#arm(this.#limitMs - silentMs);
      this.#controller.abort(new JobError('server-silent', `Nothing moved for ${this.#limitMs} ms.`));
    });
  }
}

/** What a request failed of: the caller's abort first, then silence, then the network. */
export function wireFailure(cause: unknown, silence: Silence, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (silence.signal.aborted) return silence.signal.reason;
  return cause instanceof JobError ? cause : new JobError('network-lost', 'The connection failed.', {cause});
}
