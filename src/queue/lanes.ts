import {flowOf} from './flows/index.ts';
import {chooseRoute, closedBy, openRoutes} from './gate.ts';
import {noted} from './job-log.ts';
import {keepsDownload, sameOwner, type Job, type JobKind} from './job.ts';
import {Interruption} from './let-go.ts';
import type {EngineSettings, FileStore, JobStore, Session} from './ports.ts';
import type {Gates} from './public-job.ts';
import {runJob, type RunContext} from './run-job.ts';
import {Slots} from './slots.ts';
import {onRoute} from './transitions.ts';
import {wantedRouteOf} from './wanted-route.ts';

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
  /** A run has ended or waits for a server, or may begin again: look what may run now. */
  readonly onRoom: () => void;
  /** A run broke, and its job may still be recorded as running. */
  readonly onBroken: (error: unknown) => void;
}

/** The jobs that this engine runs now: starts the first ones of each lane, and stops those that should not run. */
export class Lanes {
  readonly #context: LanesContext;
  readonly #running = new Map<string, Running>();
  readonly #slots: Slots;

  constructor(context: LanesContext) {
    this.#context = context;
    this.#slots = new Slots(context.onRoom);
  }

  /** Whether a job is running here, or still letting go. */
  has(uuid: string): boolean {
    return this.#running.has(uuid);
  }

  /**
   * Stops what should not run any more: a command has moved it, its owner has left, the session's or queue's gate shut,
   * or it uses a network or a battery that the person wants spared.
   */
  async stopStrays(session: Session | undefined, gates: Gates): Promise<void> {
    if (this.#running.size === 0) return;
    const owner = session?.ready && session.queueOpen ? session.owner : undefined;
    // All in one look: a thousand may wait for a server.
    const running = new Map((await this.#context.jobs.running()).map((job) => [job.uuid, job]));
    for (const [uuid, {job, stop}] of this.#running) {
      if (stop.signal.aborted) continue;
      const stored = owner && sameOwner(job.owner, owner) ? running.get(uuid) : undefined;
      if (!stored) {
        stop.abort(new Interruption('session', 'The job is not wanted here any more.'));
        continue;
      }
      const closed = closedBy(gates);
      if (closed && usesNetwork(stored)) stop.abort(new Interruption(closed, 'The network is to be spared.'));
      else if (gates.savesBattery && drains(stored)) {
        stop.abort(new Interruption('battery', 'The battery is to be spared.'));
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
    this.#slots.resize(settings.concurrency);
    const room = this.#slots.free(kind);
    if (room <= 0) return;
    // Those that are still letting go of an earlier run, and the one that is held, stand in the way: ask for more.
    const leaving = [...this.#running.values()].filter(({stop}) => stop.signal.aborted).length;
    const routes = openRoutes(kind, gates);
    const waiting = await this.#context.jobs.waiting({owner, kind, routes}, room + leaving + 1);
    const free = waiting.filter((job) => {
      return !this.has(job.uuid) && !isHeld(job.uuid) && !(gates.savesBattery && drains(job));
    });
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
      const route = chooseRoute({route: wantedRouteOf(job), flowRoute: job.flowRoute}, routes);
      return noted({...onRoute(job, route), status: {state: 'running'}}, now, {event: 'started', route});
    });
    if (claimed?.status.state !== 'running') return;
    context.events.changed(claimed);
    const stop = new AbortController();
    const slot = this.#slots.take(claimed.kind);
    const ended = runJob(claimed, context, slot, stop.signal)
      .then(() => this.#freeFiles(claimed))
      .catch((error: unknown) => this.#context.onBroken(error))
      .finally(() => {
        slot.end();
        this.#running.delete(uuid);
        this.#context.onRoom();
      });
    this.#running.set(uuid, {job: claimed, stop, ended});
  }

  /** A source goes once nothing will read it; a rendition once its job is given up; a download when it is saved, too. */
  async #freeFiles({uuid, ...ran}: Job): Promise<void> {
    const {jobs, files} = this.#context;
    const stored = await jobs.get(uuid);
    const givenUp = !stored || stored.removed || stored.status.state === 'cancelled';
    if (!givenUp && stored.status.state !== 'done') return;
    if (isFetched(ran) && !(stored && keepsDownload(stored))) await files.removeDownload(uuid);
    if (givenUp && ran.kind === 'transcode') await files.removeRendition(uuid);
    const source = 'source' in ran ? ran.source : undefined;
    if (source && (await jobs.readersOf(source.id)).length === 0) await files.removeSource(source.id);
  }
}

function isFetched({kind}: Pick<Job, 'kind'>): boolean {
  return kind === 'download' || kind === 'convert';
}

/** Whether a step that drains the battery is still before the job. */
function drains(job: Job): boolean {
  return flowOf(job).steps.some((step) => step.drains && !step.skipIf?.(job));
}

/** A step without an endpoint is none that a network disturbs (SPEC Q9). */
function usesNetwork(job: Job): boolean {
  return flowOf(job).steps[job.step - 1]?.endpoint !== undefined;
}
