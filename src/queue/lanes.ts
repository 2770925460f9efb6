import {flowOf} from './flows/index.ts';
import {chooseRoute, openRoutes} from './gate.ts';
import {noted} from './job-log.ts';
import {sameOwner, type Job, type JobKind} from './job.ts';
import {Interruption} from './let-go.ts';
import type {EngineSettings, FileStore, JobStore, Session} from './ports.ts';
import type {Gates} from './public-job.ts';
import {runJob, type RunContext} from './run-job.ts';
import {onRoute} from './transitions.ts';

interface Running {
  readonly job: Job;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

export interface LanesContext {
  readonly jobs: JobStore;
  readonly files: FileStore;
  /** What a run needs, with the settings of now. */
  readonly runContext: (settings: EngineSettings) => RunContext;
  /** A run has ended, of itself or because it was stopped: there is room. */
  readonly onEnded: () => void;
  /** A run broke, and its job may still be recorded as running. */
  readonly onBroken: (error: unknown) => void;
}

/** The jobs that this engine runs now: starts the first ones of each lane, and stops those that should not run. */
export class Lanes {
  readonly #context: LanesContext;
  readonly #running = new Map<string, Running>();

  constructor(context: LanesContext) {
    this.#context = context;
  }

  /** Whether a job is running here, or still letting go. */
  has(uuid: string): boolean {
    return this.#running.has(uuid);
  }

  /**
   * Stops what should not run any more: a command has moved it, its owner has left, the session's or queue's gate shut,
   * or it uses a network that the person does not want it to use.
   */
  async stopStrays(session: Session | undefined, {waitsForWifi}: Gates): Promise<void> {
    const owner = session?.ready && session.queueOpen ? session.owner : undefined;
    for (const [uuid, {job, stop}] of this.#running) {
      if (stop.signal.aborted) continue;
      const stored = owner && sameOwner(job.owner, owner) ? await this.#context.jobs.get(uuid) : undefined;
      if (stored?.status.state !== 'running' || stored.removed) {
        stop.abort(new Interruption('session', 'The job is not wanted here any more.'));
      } else if (waitsForWifi && usesNetwork(stored)) {
        stop.abort(new Interruption('wifi', 'The job waits for Wi-Fi.'));
      }
    }
  }

  /**
   * Starts the first jobs of a lane, as many as have room (SPEC Q1).
   *
   * @param isHeld Jobs that must not start now, for another reason than being here already.
   */
  async fill(
    kind: JobKind,
    {owner}: Session,
    settings: EngineSettings,
    gates: Gates,
    isHeld: (uuid: string) => boolean,
  ): Promise<void> {
    const busy = [...this.#running.values()].filter(({job}) => job.kind === kind).length;
    const room = settings.concurrency[kind] - busy;
    if (room <= 0) return;
    // Those that are still letting go of an earlier run, and the one that is held, stand in the way: ask for more.
    const waiting = await this.#context.jobs.waiting({owner, kind, routes: openRoutes(gates)}, room + busy + 1);
    const free = waiting.filter(({uuid}) => !this.has(uuid) && !isHeld(uuid));
    for (const job of free.slice(0, room)) await this.#start(job, settings, gates);
  }

  /** Stops all, and waits until they have let go. */
  async stopAll(reason: Error): Promise<void> {
    const running = [...this.#running.values()];
    for (const {stop} of running) stop.abort(reason);
    await Promise.all(running.map(({ended}) => ended));
  }

  async #start({uuid}: Job, settings: EngineSettings, {routes}: Gates): Promise<void> {
    const context = this.#context.runContext(settings);
    const now = context.steps.clock.now();
    const claimed = await this.#context.jobs.update(uuid, (job) => {
      if (job.status.state !== 'waiting' || job.status.blocked || job.removed) return job;
      const route = chooseRoute(job, routes);
      return noted({...onRoute(job, route), status: {state: 'running'}}, now, {event: 'started', route});
    });
    if (claimed?.status.state !== 'running') return;
    context.events.changed(claimed);
    const stop = new AbortController();
    const ended = runJob(claimed, context, stop.signal)
      .then(() => this.#freeFiles(claimed))
      .catch((error: unknown) => this.#context.onBroken(error))
      .finally(() => {
        this.#running.delete(uuid);
        this.#context.onEnded();
      });
    this.#running.set(uuid, {job: claimed, stop, ended});
  }

  /** A source goes once nothing will read it; a rendition once its job is given up. */
  async #freeFiles({uuid, ...ran}: Job): Promise<void> {
    const {jobs, files} = this.#context;
    const stored = await jobs.get(uuid);
    const givenUp = !stored || stored.removed || stored.status.state === 'cancelled';
    if (!givenUp && stored.status.state !== 'done') return;
    if (givenUp && ran.kind === 'transcode') await files.removeRendition(uuid);
    if ('source' in ran && !(await jobs.refersTo(ran.source.id))) await files.removeSource(ran.source.id);
  }
}

/** A step without an endpoint is none that a network disturbs (SPEC Q9). */
function usesNetwork(job: Job): boolean {
  return flowOf(job).steps[job.step - 1]?.endpoint !== undefined;
}
