import type {Missing, StateEvent} from '../app-api.ts';
import {closedBy, closedGates} from '../queue/gate.ts';
import type {Gates} from '../queue/public-job.ts';
import type {IntranetAccess, Session} from '../queue/ports.ts';
import {Listeners} from './listeners.ts';

/** What is known of session, queue and network in this window; each listener hears it at once, and on every change. */
export class AppState {
  readonly listeners = new Listeners<StateEvent>();
  readonly #missing: readonly Missing[];
  readonly #now: () => number;
  #session: Session | undefined;
  #gates: Gates = closedGates;
  #intranetAccess: IntranetAccess = 'granted';
  #runsHere = false;
  #transcodesHere = false;
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
      ...this.#gates,
      queue: this.#session?.queueOpen ?? false,
      session: this.#session?.ready ?? false,
    };
  }

  get current(): StateEvent {
    const {routes, ...gates} = this.gates;
    // Nobody is asked while transfers are held back.
    const {intranet, internet} = closedBy(gates) ? closedGates.routes : routes;
    return {
      ...gates,
      routes: {intranet, internet},
      network: routes.intranet === true || routes.internet === true,
      user: this.#session?.owner.user,
      baseUrl: this.#session?.owner.baseUrl,
      gatewayUrl: this.#session?.gatewayUrl,
      intranetAccess: this.#intranetAccess,
      offlineSince: this.#offlineSince,
      runsHere: this.#runsHere,
      transcodesHere: this.#transcodesHere,
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
    const down = !closedBy(gates) && intranet === false && internet === false;
    this.#offlineSince = down ? (this.#offlineSince ?? this.#now()) : undefined;
    this.#tell();
  }

  setIntranetAccess(access: IntranetAccess): void {
    this.#intranetAccess = access;
    this.#tell();
  }

  setRunsHere(runsHere: boolean): void {
    this.#runsHere = runsHere;
    this.#tell();
  }

  setTranscodesHere(transcodesHere: boolean): void {
    this.#transcodesHere = transcodesHere;
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
