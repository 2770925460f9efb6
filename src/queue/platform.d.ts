/** The two platform types that the core knows; every place it runs in has them. Seen by the core's own project only. */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: {once?: boolean}): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
declare var AbortSignal: {any(signals: readonly AbortSignal[]): AbortSignal};

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare var AbortController: {new (): AbortController};
