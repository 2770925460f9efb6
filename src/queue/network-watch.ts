import type {Route} from './job.ts';
import type {Clock, HealthProbe, Session} from './ports.ts';

/** How often endpoints are asked, while somebody wants to know (SPEC G2). */
export const probeIntervalMs = 5_000;
/** A first failed answer is doubted: the second probe comes sooner than the usual one. */
const doubtMs = 1_000;
/** Bytes from an endpoint count as an answer for so long. */
const bytesCountMs = 5_000;

const routes = ['intranet', 'internet'] as const satisfies readonly Route[];

interface Watched {
  up: boolean | undefined;
  failures: number;
  asking: Promise<boolean> | undefined;
}

/**
 * Knows which endpoints are up (SPEC G2): asked every 5 s while there is work or a window is visible, at once when told
 * to, never by the browser's own word. Down is two failed probes in a row, or one after a failed step.
 */
export class NetworkWatch {
  readonly #probe: HealthProbe;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #watched: Readonly<Record<Route, Watched>> = {
    intranet: {up: undefined, failures: 0, asking: undefined},
    internet: {up: undefined, failures: 0, asking: undefined},
  };
  #session: Session | undefined;
  #wanted = false;
  #stopped = new AbortController();
  #cancelTimer: (() => void) | undefined;

  /** @param onChange After a route went up or down. */
  constructor(probe: HealthProbe, clock: Clock, onChange: () => void) {
    this.#probe = probe;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** What is known now; undefined before the first answer. */
  get routes(): Readonly<Record<Route, boolean | undefined>> {
    return {intranet: this.#watched.intranet.up, internet: this.#watched.internet.up};
  }

  /** Whose endpoints to ask; a change of them forgets what was known. */
  setSession(session: Session | undefined): void {
    const same =
      session?.owner.baseUrl === this.#session?.owner.baseUrl && session?.gatewayUrl === this.#session?.gatewayUrl;
    this.#session = session;
    if (same) return;
    for (const route of routes) Object.assign(this.#watched[route], {up: undefined, failures: 0});
    this.#reschedule();
    if (this.#wanted) this.probeNow();
  }

  /** Whether anybody wants to know: there is work, or a window is visible. Nothing is polled otherwise. */
  setWanted(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#reschedule();
    if (wanted) this.probeNow();
  }

  /** Asks all endpoints at once: the browser said something, or a person did. */
  probeNow(): void {
    for (const route of routes) void this.#ask(route, 'routine');
    this.#reschedule();
  }

  /** Asks one endpoint after a step on it failed; a single failed answer means down. */
  async confirm(route: Route): Promise<boolean> {
    return await this.#ask(route, 'after-failure');
  }

  stop(): void {
    this.#wanted = false;
    this.#cancelTimer?.();
    this.#stopped.abort(new Error('The network watch has stopped.'));
  }

  #reschedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.#wanted || !this.#session) return;
    const doubting = routes.some((route) => this.#watched[route].up && this.#watched[route].failures === 1);
    this.#cancelTimer = this.#clock.after(doubting ? doubtMs : probeIntervalMs, () => {
      for (const route of routes) {
        const heard = this.#clock.now() - this.#probe.lastBytesAt(route) < bytesCountMs;
        if (heard && this.#watched[route].failures === 0) this.#settle(route, true, 'routine');
        else void this.#ask(route, 'routine');
      }
      this.#reschedule();
    });
  }

  async #ask(route: Route, why: 'routine' | 'after-failure'): Promise<boolean> {
    const watched = this.#watched[route];
    const session = this.#session;
    if (!session) return false;
    watched.asking ??= this.#probe
      .check(route, session, this.#stopped.signal)
      .then(({up}) => up)
      .finally(() => {
        watched.asking = undefined;
      });
    const up = await watched.asking;
    if (session === this.#session || session.owner.baseUrl === this.#session?.owner.baseUrl) {
      this.#settle(route, up, why);
    }
    return up;
  }

  #settle(route: Route, up: boolean, why: 'routine' | 'after-failure'): void {
    const watched = this.#watched[route];
    const wasDoubting = watched.failures;
    watched.failures = up ? 0 : watched.failures + 1;
    const before = watched.up;
    if (up) watched.up = true;
    else if (why === 'after-failure' || watched.failures >= 2 || before === undefined) watched.up = false;
    if (watched.up !== before) this.#onChange();
    if (!up && wasDoubting === 0) this.#reschedule();
  }
}
