import type {Missing, StateEvent} from '../app-api.ts';
import {closedGates} from '../queue/gate.ts';
import type {Gates} from '../queue/public-job.ts';
import type {Session} from '../queue/ports.ts';
import {Listeners} from './listeners.ts';

/** What is known of session, queue and network in this window; each listener hears it at once, and on every change. */
export class AppState {
  readonly listeners = new Listeners<StateEvent>();
  readonly #missing: readonly Missing[];
  readonly #now: () => number;
  #session: Session | undefined;
  #gates: Gates = closedGates;
  #runsHere = false;
  #offlineSince: number | undefined;
  #told = '';

  constructor(missing: readonly Missing[], now: () => number) {
    this.#missing = missing;
    this.#now = now;
  }

  get session(): Session | undefined {
    return this.#session;
  }

  /** The gates as jobs feel them: the engine's word on the network, our own store's on session and queue. */
  get gates(): Gates {
    return {
      queue: this.#session?.queueOpen ?? false,
      session: this.#session?.ready ?? false,
      waitsForWifi: this.#gates.waitsForWifi,
      routes: this.#gates.routes,
    };
  }

  get current(): StateEvent {
    const {queue, session, routes, waitsForWifi} = this.gates;
    return {
      queue,
      session,
      // Nobody is asked while transfers wait for Wi-Fi.
      routes: waitsForWifi ? closedGates.routes : routes,
      waitsForWifi,
      network: routes.intranet === true || routes.internet === true,
      user: this.#session?.owner.user,
      baseUrl: this.#session?.owner.baseUrl,
      offlineSince: this.#offlineSince,
      runsHere: this.#runsHere,
      missing: this.#missing,
    };
  }

  setSession(session: Session | undefined): void {
    this.#session = session;
    this.#tell();
  }

  setGates(gates: Gates): void {
    this.#gates = gates;
    const {intranet, internet} = gates.routes;
    const down = !gates.waitsForWifi && intranet === false && internet === false;
    this.#offlineSince = down ? (this.#offlineSince ?? this.#now()) : undefined;
    this.#tell();
  }

  setRunsHere(runsHere: boolean): void {
    this.#runsHere = runsHere;
    this.#tell();
  }

  #tell(): void {
    const state = this.current;
    const text = JSON.stringify(state);
    if (text === this.#told) return;
    this.#told = text;
    this.listeners.tell(state);
  }
}
