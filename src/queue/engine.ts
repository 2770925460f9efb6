import {payDebt} from './debts.ts';
import {JobError} from './failure.ts';
import {rowOf, type StepPorts} from './flow.ts';
import {flowOf, runnableKinds} from './flows/index.ts';
import {chooseRoute, isOpen, openRoutes} from './gate.ts';
import {sameOwner, type Debt, type Job, type Owner} from './job.ts';
import {NetworkWatch} from './network-watch.ts';
import {
  Fenced,
  type EngineEvents,
  type EngineSettings,
  type HealthProbe,
  type Ids,
  type JobStore,
  type Random,
  type Session,
  type SessionStore,
} from './ports.ts';
import type {Gates} from './public-job.ts';
import {runJob, type RunContext} from './run-job.ts';
import {settle} from './settle.ts';
import {afterFailure, without} from './transitions.ts';

/** So many deaths in a row in one step without a new checkpoint are a failure of that step (SPEC Q3). */
const mostDeaths = 3;

/** After a tick that broke (a store that fails), the next one comes by itself. */
const brokenTickMs = 2_000;

export interface EnginePorts extends Omit<StepPorts, 'isUp'> {
  readonly jobs: JobStore;
  readonly sessions: SessionStore;
  readonly probe: HealthProbe;
  readonly events: EngineEvents;
  readonly random: Random;
  readonly ids: Ids;
}

interface Running {
  readonly job: Job;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/**
 * The loop that carries jobs to their end: reads the store, starts what may run, and is told when to look again. Whoever
 * holds the lease runs exactly one.
 */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #network: NetworkWatch;
  readonly #running = new Map<string, Running>();
  readonly #stopping = new AbortController();
  #gates: Gates = {queue: false, session: false, routes: {intranet: undefined, internet: undefined}};
  #visible = false;
  #dirty = false;
  #sweepWanted = true;
  #unblockedFor: Owner | undefined;
  #fenced = false;
  #paying = false;
  #wake: () => void = () => undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    this.#network = new NetworkWatch(ports.probe, ports.clock, () => this.nudge());
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
   * Runs until it is told to stop; then every running job has let go.
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
    try {
      await this.#recover();
      while (!this.#stopping.signal.aborted) {
        this.#dirty = false;
        await this.#tick();
        if (!this.#dirty) await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', stop);
      this.#cancelTimer?.();
      this.#network.stop();
      for (const {stop: stopJob} of this.#running.values()) stopJob.abort(new Error('The engine stops.'));
      await Promise.all([...this.#running.values()].map(({ended}) => ended));
    }
    if (this.#fenced) throw new Fenced();
  }

  /** Whoever ran these before is gone: an interruption, unless it has died of the same step three times (SPEC Q3). */
  async #recover(): Promise<void> {
    const {jobs, clock, random, events} = this.#ports;
    for (const {uuid} of await jobs.running()) {
      const recovered = await jobs.update(uuid, (job, {endPlace}) => {
        if (job.status.state !== 'running') return job;
        const flow = flowOf(job);
        const step = flow.steps[Math.max(job.step, 1) - 1];
        if (!step) return {...job, status: {state: 'waiting'}};
        const count = job.deaths?.step === job.step ? job.deaths.count + 1 : 1;
        const from = rowOf(flow, step.onFailure.then === 'retry' ? step.onFailure.from : step.name);
        if (count < mostDeaths) {
          return {...job, from, deaths: {step: job.step, count}, status: {state: 'waiting'}};
        }
        const now = clock.now();
        const error = new JobError('died', 'Each time this step ran, the browser ended it.');
        const settled = settle(flow, step.name, job, error, {endpointUp: true, now, random: random(), backoffScale: 1});
        const failure = {error, step: step.name, at: clock.toIso(now), now};
        return afterFailure(without(job, 'deaths'), flow, settled, failure, endPlace);
      });
      if (recovered) events.changed(recovered);
    }
  }

  async #tick(): Promise<void> {
    try {
      const {jobs, sessions, clock} = this.#ports;
      const [session, settings] = await Promise.all([sessions.current(), sessions.settings()]);
      this.#network.setSession(session);
      const hasWork = session !== undefined && (await jobs.hasWork(session.owner));
      this.#network.setWanted(session !== undefined && (this.#visible || (hasWork && session.queueOpen)));
      this.#setGates(session);
      await this.#stopStrays(session);
      if (session && isOpen(this.#gates)) {
        await this.#unblock(session);
        for (const due of await jobs.dueRetries(session.owner, clock.now())) await this.#release(due);
        for (const kind of runnableKinds) await this.#fill(kind, session, settings);
        await this.#payDebts(session, settings);
      }
      if (this.#sweepWanted) await this.#sweepFiles();
      await this.#setTimer(session);
    } catch (error) {
      this.#onError(error);
      this.#cancelTimer?.();
      this.#cancelTimer = this.#ports.clock.after(brokenTickMs, () => this.nudge());
    }
  }

  #setGates(session: Session | undefined): void {
    const gates: Gates = {
      queue: session?.queueOpen ?? false,
      session: session?.ready ?? false,
      routes: this.#network.routes,
    };
    const same = JSON.stringify(gates) === JSON.stringify(this.#gates);
    this.#gates = gates;
    if (!same) this.#ports.events.gates(gates);
  }

  /** Stops what should not run any more: a command has moved it, its owner has left, or the gate of session or queue shut. */
  async #stopStrays(session: Session | undefined): Promise<void> {
    const mayRun = session?.ready === true && session.queueOpen;
    for (const [uuid, {job, stop}] of this.#running) {
      if (stop.signal.aborted) continue;
      const stored = await this.#ports.jobs.get(uuid);
      const wanted =
        stored?.status.state === 'running' && !stored.removed && mayRun && sameOwner(job.owner, session.owner);
      if (!wanted) stop.abort(new Error('The job is not wanted here any more.'));
    }
  }

  /** Jobs that waited for what this context has: a window with a transcoder (SPEC F10). */
  async #unblock({owner}: Session): Promise<void> {
    if (!this.#ports.transcoder || (this.#unblockedFor && sameOwner(this.#unblockedFor, owner))) return;
    this.#unblockedFor = owner;
    for (const job of await this.#ports.jobs.blocked(owner)) {
      if (job.status.state === 'waiting' && job.status.blocked === 'window') await this.#release(job);
    }
  }

  async #release({uuid}: Job): Promise<void> {
    const released = await this.#ports.jobs.update(uuid, (job) =>
      job.status.state === 'retrying' || (job.status.state === 'waiting' && job.status.blocked === 'window')
        ? {...job, status: {state: 'waiting'}}
        : job,
    );
    if (released) this.#ports.events.changed(released);
  }

  /** Starts the first jobs of a lane, as many as have room (SPEC Q1). */
  async #fill(kind: Job['kind'], {owner}: Session, settings: EngineSettings): Promise<void> {
    const busy = [...this.#running.values()].filter(({job}) => job.kind === kind).length;
    const room = settings.concurrency[kind] - busy;
    if (room <= 0) return;
    // Those that are still letting go of an earlier run stand in the way: ask for as many more.
    const waiting = await this.#ports.jobs.waiting({owner, kind, routes: openRoutes(this.#gates)}, room + busy);
    for (const job of waiting.filter(({uuid}) => !this.#running.has(uuid)).slice(0, room)) {
      await this.#start(job, settings);
    }
  }

  async #start({uuid}: Job, settings: EngineSettings): Promise<void> {
    const {jobs, events} = this.#ports;
    const claimed = await jobs.update(uuid, (job) => {
      if (job.status.state !== 'waiting' || job.status.blocked || job.removed) return job;
      const flowRoute = chooseRoute(job, this.#gates.routes);
      const from = flowRoute === job.flowRoute ? job.from : 1;
      return {...job, flowRoute, from, status: {state: 'running'}};
    });
    if (claimed?.status.state !== 'running') return;
    events.changed(claimed);
    const stop = new AbortController();
    const ended = runJob(claimed, this.#runContext(settings), stop.signal)
      .then(() => this.#freeFiles(claimed))
      .catch((error: unknown) => this.#onError(error))
      .finally(() => {
        this.#running.delete(uuid);
        this.nudge();
      });
    this.#running.set(uuid, {job: claimed, stop, ended});
  }

  #runContext({backoffScale}: EngineSettings): RunContext {
    const {jobs, sessions, events, random, ids, ...steps} = this.#ports;
    return {
      jobs,
      sessions,
      events,
      random,
      ids,
      backoffScale,
      steps: {...steps, isUp: (route) => this.#isUp(route)},
      routes: () => this.#network.routes,
      confirm: (route) => this.#network.confirm(route),
    };
  }

  /** The check steps trust a fresh answer, and ask when there is none. */
  async #isUp(route: 'intranet' | 'internet'): Promise<boolean> {
    return this.#network.routes[route] ?? (await this.#network.confirm(route));
  }

  async #payDebts({owner}: Session, {backoffScale}: EngineSettings): Promise<void> {
    if (this.#paying || !this.#gates.routes.internet) return;
    const {jobs, backend, uploader, clock, random, events} = this.#ports;
    const owing = await jobs.owing(owner, clock.now());
    if (owing.length === 0) return;
    this.#paying = true;
    const isUp = () => this.#network.confirm('internet');
    const context = {jobs, backend, uploader, clock, random, backoffScale, isUp};
    const pay = async () => {
      for (const job of owing) {
        const owed: Debt | undefined = job.owed;
        if (owed && (await payDebt({...job, owed}, context, this.#stopping.signal))) events.removed(job.uuid);
      }
    };
    void pay()
      .catch((error: unknown) => this.#onError(error))
      .finally(() => {
        this.#paying = false;
        this.nudge();
      });
  }

  /** A source goes once nothing will read it; a rendition once its job is given up. */
  async #freeFiles({uuid, ...ran}: Job): Promise<void> {
    const {jobs, files} = this.#ports;
    const stored = await jobs.get(uuid);
    const givenUp = !stored || stored.removed || stored.status.state === 'cancelled';
    if (!givenUp && stored.status.state !== 'done') return;
    if (givenUp && ran.kind === 'transcode') await files.removeRendition(uuid);
    if ('source' in ran && !(await jobs.refersTo(ran.source.id))) await files.removeSource(ran.source.id);
  }

  async #sweepFiles(): Promise<void> {
    this.#sweepWanted = false;
    await this.#ports.files.sweep(() => this.#ports.jobs.filesInUse());
  }

  async #setTimer(session: Session | undefined): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!session || !isOpen(this.#gates)) return;
    const {jobs, clock} = this.#ports;
    const [retryAt, debtAt] = await Promise.all([jobs.nextRetryAt(session.owner), jobs.nextDebtAt(session.owner)]);
    const next = Math.min(retryAt ?? Infinity, this.#paying ? Infinity : (debtAt ?? Infinity));
    if (next === Infinity) return;
    this.#cancelTimer = clock.after(Math.max(next - clock.now(), 0), () => this.nudge());
  }

  #onError(error: unknown): void {
    if (this.#stopping.signal.aborted && !(error instanceof Fenced)) return;
    if (!(error instanceof Fenced)) {
      this.#ports.events.broke(error);
      return;
    }
    this.#fenced = true;
    this.#stopping.abort(error);
    this.nudge();
  }
}
