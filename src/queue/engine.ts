import {Debts} from './debts.ts';
import type {StepPorts} from './flow.ts';
import {runnableKinds} from './flows/index.ts';
import {closedBy, closedGates, isOpen, sparingOf, type Sparing} from './gate.ts';
import {sameOwner, type Endpoint, type JobKind, type Owner} from './job.ts';
import {Lanes} from './lanes.ts';
import {NetworkWatch} from './network-watch.ts';
import {Polls} from './polls.ts';
import {
  Fenced,
  type Connection,
  type EngineEvents,
  type EngineSettings,
  type HealthProbe,
  type Ids,
  type JobStore,
  type Power,
  type Random,
  type Session,
  type SessionStore,
} from './ports.ts';
import type {Gates} from './public-job.ts';
import {recoverJobs} from './recovery.ts';
import {releaseDue, releaseFromWindow} from './release.ts';
import type {RunContext} from './run-job.ts';
import {Turns} from './turns.ts';
import {isWorkLeft} from './work-left.ts';

/** After something broke (a store that fails), it is tried again so much later. */
const brokenMs = 2_000;

export interface EnginePorts extends Omit<StepPorts, 'isUp' | 'settings' | 'polls' | 'turns' | 'heldTokens'> {
  readonly jobs: JobStore;
  readonly sessions: SessionStore;
  readonly probe: HealthProbe;
  /** Absent where nobody tells: then it is no mobile network. */
  readonly connection?: Connection;
  /** Absent where nobody tells: then it is never low. */
  readonly power?: Power;
  readonly events: EngineEvents;
  readonly random: Random;
  readonly ids: Ids;
}

/**
 * The loop that carries jobs to their end: reads the store, starts what may run, and is told when to look again. Whoever
 * holds the lease runs exactly one.
 */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #network: NetworkWatch;
  readonly #lanes: Lanes;
  readonly #debts: Debts;
  readonly #polls: Polls;
  readonly #turns = new Turns();
  readonly #stopping = new AbortController();
  #gates: Gates = closedGates;
  #visible = false;
  #dirty = false;
  #sweepWanted = true;
  #sweeping: Promise<void> | undefined;
  /** When jobs that nobody runs are to be put back, in ms since 1970: at the start, and after a run broke. */
  #recoverAt = -Infinity;
  #unblockedFor: Owner | undefined;
  #fenced = false;
  #wake: () => void = () => undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(ports: EnginePorts) {
    const {probe, clock, jobs, files} = ports;
    const onEnded = () => this.nudge();
    const onBroken = (error: unknown) => this.#onBroken(error);
    const network = new NetworkWatch(probe, clock, onEnded);
    const routes = () => network.routes;
    const confirm = (endpoint: Endpoint) => network.confirm(endpoint);
    const runContext = (settings: EngineSettings) => this.#runContext(settings);
    this.#ports = ports;
    this.#polls = new Polls(clock, ports.random);
    this.#network = network;
    this.#lanes = new Lanes({jobs, files, runContext, onRoom: onEnded, onBroken});
    this.#debts = new Debts({...ports, routes, confirm, onEnded, onBroken});
  }

  get gates(): Gates {
    return this.#gates;
  }

  /** Something in the store has changed, or may run now. */
  nudge(): void {
    this.#dirty = true;
    this.#wake();
  }

  /** Jobs were cancelled or removed: their files may go. */
  sweep(): void {
    this.#sweepWanted = true;
    this.nudge();
  }

  /** Whether any window is visible: then the network is watched even without work (SPEC G2). */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.nudge();
  }

  /** The browser, or a person, says that the network may have changed. */
  probeNow(): void {
    this.#network.probeNow();
  }

  /**
   * Runs until it is told to stop; then every running job has let go. Once only.
   *
   * @throws Fenced when another engine has taken over.
   */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => {
      this.#stopping.abort(new Error('The engine stops.'));
      this.nudge();
    };
    signal.addEventListener('abort', stop, {once: true});
    if (signal.aborted) stop();
    const {connection, power} = this.#ports;
    const unlisten = [connection, power].map((port) => port?.listen(() => this.nudge()));
    while (!this.#stopping.signal.aborted) {
      this.#dirty = false;
      await this.#tick();
      if (!this.#dirty) await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    signal.removeEventListener('abort', stop);
    for (const stop of unlisten) stop?.();
    this.#cancelTimer?.();
    this.#network.stop();
    await Promise.all([this.#lanes.stopAll(new Error('The engine stops.')), this.#debts.stopAll()]);
    if (this.#fenced) throw new Fenced('Another engine has taken over.');
  }

  async #tick(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    try {
      const {sessions, clock, connection, power} = this.#ports;
      const [session, settings] = await Promise.all([sessions.current(), sessions.settings()]);
      if (session) await this.#unblock(session);
      const sparing = sparingOf(settings, connection, power);
      await this.#watchNetwork(session, sparing);
      this.#setGates(session, sparing);
      this.#debts.stopFor(session);
      await this.#lanes.stopStrays(session, this.#gates);
      if (clock.now() >= this.#recoverAt) await this.#recover(settings);
      if (session && isOpen(this.#gates)) {
        await releaseDue(this.#ports, session.owner);
        for (const kind of runnableKinds) await this.#fill(kind, session, settings);
        await this.#debts.pay(session, settings.backoffScale, (uuid) => this.#lanes.has(uuid));
      }
      this.#sweepFiles();
      await this.#setTimer(session);
    } catch (error) {
      this.#onBroken(error);
      this.#lookAgainAt(this.#ports.clock.now() + brokenMs);
    }
  }

  async #watchNetwork(session: Session | undefined, sparing: Sparing): Promise<void> {
    this.#network.setHeldBack(closedBy(sparing) !== undefined);
    this.#network.setSession(session);
    this.#network.setWanted(
      session !== undefined &&
        (this.#visible || (session.queueOpen && (await isWorkLeft(this.#ports.jobs, session.owner)))),
    );
  }

  #setGates(session: Session | undefined, sparing: Sparing): void {
    const gates: Gates = {
      queue: session?.queueOpen ?? false,
      session: session?.ready ?? false,
      ...sparing,
      routes: this.#network.routes,
    };
    const same = JSON.stringify(gates) === JSON.stringify(this.#gates);
    this.#gates = gates;
    if (!same) this.#ports.events.gates(gates);
  }

  async #recover({backoffScale}: EngineSettings): Promise<void> {
    await recoverJobs({...this.#ports, backoffScale}, (uuid) => this.#lanes.has(uuid));
    this.#recoverAt = Infinity;
  }

  /** Once for each owner: jobs that waited for what this context has, a window with a transcoder (SPEC F10). */
  async #unblock({owner}: Session): Promise<void> {
    if (!this.#ports.transcoder || (this.#unblockedFor && sameOwner(this.#unblockedFor, owner))) return;
    await releaseFromWindow(this.#ports, owner);
    this.#unblockedFor = owner;
  }

  async #fill(kind: JobKind, session: Session, settings: EngineSettings): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    await this.#lanes.fill(kind, session, settings, this.#gates, (uuid) => this.#debts.isPaying(uuid));
  }

  #runContext(settings: EngineSettings): RunContext {
    const {backoffScale} = settings;
    const {jobs, sessions, events, random, ids, ...steps} = this.#ports;
    const routes = () => this.#network.routes;
    const confirm = (endpoint: Endpoint) => this.#network.confirm(endpoint);
    // The check steps trust a fresh answer, and ask when there is none.
    const isUp = async (endpoint: Endpoint) => routes()[endpoint] ?? (await confirm(endpoint));
    const by = () => closedBy(this.#gates) ?? 'network';
    return {
      jobs,
      sessions,
      events,
      random,
      ids,
      backoffScale,
      steps: {
        ...steps,
        isUp,
        settings,
        polls: this.#polls,
        turns: this.#turns,
        heldTokens: (owner) => tokensOf(jobs, owner),
      },
      routes,
      closedBy: by,
      confirm,
    };
  }

  /** Beside the lanes: with many jobs it takes a while. Asked for in the meantime, it begins again. */
  #sweepFiles(): void {
    if (!this.#sweepWanted || this.#sweeping || this.#stopping.signal.aborted) return;
    this.#sweepWanted = false;
    this.#sweeping = this.#ports.files
      .sweep(() => this.#ports.jobs.filesInUse())
      .catch((error: unknown) => this.#ports.events.broke(error))
      .finally(() => {
        this.#sweeping = undefined;
        if (this.#sweepWanted) this.nudge();
      });
  }

  async #setTimer(session: Session | undefined): Promise<void> {
    const times = [this.#recoverAt];
    if (session && isOpen(this.#gates)) {
      const {owner} = session;
      times.push(
        (await this.#ports.jobs.nextRetryAt(owner)) ?? Infinity,
        (await this.#debts.nextAt(owner)) ?? Infinity,
      );
    }
    this.#lookAgainAt(Math.min(...times));
  }

  #lookAgainAt(at: number): void {
    if (at === Infinity) return;
    const {clock} = this.#ports;
    this.#cancelTimer = clock.after(Math.max(at - clock.now(), 0), () => this.nudge());
  }

  /** What broke may have left a job as running that nobody runs: it is put back a little later. */
  #onBroken(error: unknown): void {
    if (error instanceof Fenced) {
      this.#fenced = true;
      this.#stopping.abort(error);
      this.nudge();
    } else if (!this.#stopping.signal.aborted) {
      this.#ports.events.broke(error);
      this.#recoverAt = this.#ports.clock.now() + brokenMs;
    }
  }
}

async function tokensOf(jobs: JobStore, owner: Owner): Promise<ReadonlySet<string>> {
  const converts = await jobs.list(owner, 'convert');
  return new Set(converts.flatMap(({results: {token}}) => (token === undefined ? [] : [token])));
}
