import type {Endpoint} from './job.ts';
import type {Clock, HealthProbe, Session} from './ports.ts';

/** How often endpoints are asked, while somebody wants to know (SPEC G2). */
export const probeIntervalMs = 5_000;
/** A first failed answer is doubted: the second probe comes sooner than the usual one. */
const doubtMs = 1_000;
/** Bytes from an endpoint count as an answer for so long. */
const bytesCountMs = 5_000;

const endpoints = ['intranet', 'internet', 'ppj'] as const satisfies readonly Endpoint[];

interface Watched {
  up: boolean | undefined;
  failures: number;
  asking: Asking | undefined;
}

/** A probe that is under way. An answer to an older one is heard by whoever waits for it, and changes nothing. */
interface Asking {
  answer: Promise<boolean>;
  /** A step has failed on the endpoint: one bad answer is enough. */
  afterFailure: boolean;
}

/**
 * Knows which endpoints are up (SPEC G2): asked every 5 s while there is work or a window is visible, at once when told
 * to, never by the browser's own word. Down is two failed probes in a row, or one after a failed step.
 */
export class NetworkWatch {
  readonly #probe: HealthProbe;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #watched: Readonly<Record<Endpoint, Watched>> = {
    intranet: {up: undefined, failures: 0, asking: undefined},
    internet: {up: undefined, failures: 0, asking: undefined},
    ppj: {up: undefined, failures: 0, asking: undefined},
  };
  #session: Session | undefined;
  #wanted = false;
  #heldBack = false;
  #stopped = new AbortController();
  #cancelTimer: (() => void) | undefined;

  /** @param onChange After a route went up or down. */
  constructor(probe: HealthProbe, clock: Clock, onChange: () => void) {
    this.#probe = probe;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** What is known now; undefined before the first answer. Held back, none of them may be used. */
  get routes(): Readonly<Record<Endpoint, boolean | undefined>> {
    if (this.#heldBack) return {intranet: false, internet: false, ppj: false};
    const {intranet, internet} = this.#watched;
    return {intranet: intranet.up, internet: internet.up, ppj: this.#watched[this.#asked('ppj')].up};
  }

  /** The backend's own service is up when the backend is; one elsewhere is asked itself. */
  #asked(endpoint: Endpoint): Endpoint {
    return endpoint === 'ppj' && this.#session?.ppjUrl === undefined ? 'internet' : endpoint;
  }

  get #endpoints(): readonly Endpoint[] {
    return endpoints.filter((endpoint) => this.#asked(endpoint) === endpoint);
  }

  /** Whose endpoints to ask; a change of them forgets what was known. */
  setSession(session: Session | undefined): void {
    const same =
      session?.owner.baseUrl === this.#session?.owner.baseUrl &&
      session?.gatewayUrl === this.#session?.gatewayUrl &&
      session?.ppjUrl === this.#session?.ppjUrl;
    this.#session = session;
    if (same) return;
    this.#forget();
  }

  /** Whether anybody wants to know: there is work, or a window is visible. Nothing is polled otherwise. */
  setWanted(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#reschedule();
    if (wanted) this.probeNow();
  }

  /**
   * Closes both routes, whatever answers: the person does not want to pay for this network (SPEC Q11). Nobody is asked
   * meanwhile; afterwards everybody at once.
   */
  setHeldBack(heldBack: boolean): void {
    if (heldBack === this.#heldBack) return;
    this.#heldBack = heldBack;
    this.#forget();
  }

  /** Asks all endpoints afresh: the browser said something, or a person did. Nothing is asked while nobody wants to know. */
  probeNow(): void {
    if (!this.#wanted || this.#heldBack) return;
    for (const endpoint of this.#endpoints) {
      this.#watched[endpoint].asking = undefined;
      void this.#ask(endpoint)?.answer;
    }
    this.#reschedule();
  }

  /** Asks one endpoint after a step on it failed; a single failed answer means down. */
  async confirm(endpoint: Endpoint): Promise<boolean> {
    const asking = this.#ask(this.#asked(endpoint));
    if (!asking) return false;
    asking.afterFailure = true;
    return await asking.answer;
  }

  stop(): void {
    this.#wanted = false;
    this.#cancelTimer?.();
    this.#stopped.abort(new Error('The network watch has stopped.'));
  }

  #forget(): void {
    for (const watched of Object.values(this.#watched)) {
      Object.assign(watched, {up: undefined, failures: 0, asking: undefined});
    }
    this.#reschedule();
    this.probeNow();
  }

  #reschedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.#wanted || !this.#session || this.#heldBack) return;
    const doubting = Object.values(this.#watched).some(({up, failures}) => up && failures === 1);
    this.#cancelTimer = this.#clock.after(doubting ? doubtMs : probeIntervalMs, () => {
      for (const endpoint of this.#endpoints) {
        const heard = this.#clock.now() - this.#probe.lastBytesAt(endpoint) < bytesCountMs;
        if (heard && this.#watched[endpoint].failures === 0) this.#settle(endpoint, true, false);
        else void this.#ask(endpoint)?.answer;
      }
      this.#reschedule();
    });
  }

  #ask(endpoint: Endpoint): Asking | undefined {
    const watched = this.#watched[endpoint];
    if (!this.#session || this.#heldBack || watched.asking) return watched.asking;
    const asking: Asking = {answer: this.#check(endpoint, this.#session), afterFailure: false};
    watched.asking = asking;
    asking.answer = asking.answer.then((up) => {
      if (watched.asking !== asking) return up;
      watched.asking = undefined;
      this.#settle(endpoint, up, asking.afterFailure);
      return up;
    });
    return asking;
  }

  async #check(endpoint: Endpoint, session: Session): Promise<boolean> {
    try {
      return (await this.#probe.check(endpoint, session, this.#stopped.signal)).up;
    } catch {
      // A probe that cannot even ask has no answer: that is down.
      return false;
    }
  }

  #settle(endpoint: Endpoint, up: boolean, afterFailure: boolean): void {
    const watched = this.#watched[endpoint];
    const wasDoubting = watched.failures;
    watched.failures = up ? 0 : watched.failures + 1;
    const before = watched.up;
    if (up) watched.up = true;
    else if (afterFailure || watched.failures >= 2 || before === undefined) watched.up = false;
    if (watched.up !== before) this.#onChange();
    if (!up && wasDoubting === 0) this.#reschedule();
  }
}
