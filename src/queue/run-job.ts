import {ClaimedJob, Superseded} from './claimed-job.ts';
import {toJobError, type JobError} from './failure.ts';
import type {Flow, Step, StepContext, StepPorts} from './flow.ts';
import {flowOf} from './flows/index.ts';
import {chooseRoute} from './gate.ts';
import {noted, type InterruptedBy, type LogEvent} from './job-log.ts';
import type {Endpoint, Job} from './job.ts';
import {Interruption, letGoOf} from './let-go.ts';
import {transcodeAfter} from './new-jobs.ts';
import {Fenced, type EngineEvents, type Ids, type JobStore, type Random, type SessionStore} from './ports.ts';
import type {Gates} from './public-job.ts';
import {settle} from './settle.ts';
import type {Slot} from './slots.ts';
import {afterFailure, done, interrupted, onRoute, rowAfterFailure} from './transitions.ts';
import {wantedRouteOf} from './wanted-route.ts';

export interface RunContext {
  readonly jobs: JobStore;
  readonly sessions: SessionStore;
  readonly steps: StepPorts;
  readonly events: EngineEvents;
  readonly random: Random;
  readonly ids: Ids;
  readonly routes: () => Gates['routes'];
  /** What has closed a route that is not open. */
  readonly closedBy: () => 'network' | 'wifi' | 'data';
  /** Asks an endpoint after a step on it failed. */
  readonly confirm: (endpoint: Endpoint) => Promise<boolean>;
  readonly backoffScale: number;
}

/**
 * Carries one claimed job through its flow until it is done, fails, or is taken out of our hands. Every change is
 * stored before it is acted on.
 *
 * @param claimed As stored, in state `running`.
 * @param slot Its place among those that work; ended by whoever gave it.
 * @param signal Aborted when the job must stop: by a command, a closed gate or the engine's end. A job that is still
 *   `running` in the store then goes back to `waiting`: an interruption.
 * @throws Fenced when another engine has taken over; whatever the store throws when it fails: then the job is left
 *   `running`, for the engine to recover.
 */
export async function runJob(claimed: Job, context: RunContext, slot: Slot, signal: AbortSignal): Promise<void> {
  try {
    await new JobRun(claimed, context, slot, signal).run();
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
  }
}

class JobRun {
  readonly #claim: ClaimedJob;
  readonly #context: RunContext;
  readonly #slot: Slot;
  readonly #signal: AbortSignal;

  constructor(claimed: Job, context: RunContext, slot: Slot, signal: AbortSignal) {
    const {jobs, events, steps} = context;
    this.#claim = new ClaimedJob(claimed, {jobs, events, clock: steps.clock});
    this.#context = context;
    this.#slot = slot;
    this.#signal = signal;
  }

  get #job(): Job {
    return this.#claim.job;
  }

  async run(): Promise<void> {
    let flow = flowOf(this.#job);
    let row = firstRow(flow, this.#job);
    for (let step = flow.steps[row - 1]; step; step = flow.steps[row - 1]) {
      if (step.skipIf?.(this.#job)) {
        row += 1;
        continue;
      }
      const {flowRoute} = this.#job;
      const wanted = {route: wantedRouteOf(this.#job), flowRoute};
      const route = step.transfers ? chooseRoute(wanted, this.#context.routes()) : flow.route;
      if (route !== flow.route) {
        await this.#claim.write((job) => this.#noted(onRoute(job, route), {event: 'rerouted', route}));
        flow = flowOf(this.#job);
        row = 1;
        continue;
      }
      const ran = await this.#runStep(flow, step, row);
      if (!ran) return;
      row += 1;
    }
    await this.#finish();
  }

  /** @returns False when the job goes no further now. */
  async #runStep(flow: Flow, step: Step, row: number): Promise<boolean> {
    const {endpoint} = step;
    if (endpoint && this.#context.routes()[endpoint] === false) {
      await this.#interrupt(step, row, this.#context.closedBy());
      return false;
    }
    const context = this.#stepContext();
    const asOf = this.#context.steps.clock.now();
    try {
      this.#signal.throwIfAborted();
      if (this.#job.step !== row)
        await this.#claim.write((job) => this.#noted({...job, step: row}, {event: 'step', step: step.name}));
      await letGoOf(this.#work(step, context), this.#signal, this.#context.steps.clock);
      await this.#claim.flush();
      return true;
    } catch (error) {
      if (error instanceof Superseded || error instanceof Fenced) throw error;
      context.close();
      await (this.#signal.aborted ? this.#letGo(flow, step) : this.#fail(flow, step, toJobError(error), asOf));
      return false;
    }
  }

  /** A step that only waits for a server gives its slot back meanwhile (SPEC Q1). */
  async #work(step: Step, context: StepContext): Promise<void> {
    if (step.waits) this.#slot.leave();
    await step.run({...context, job: this.#job});
    if (step.waits) await this.#slot.enter(this.#signal);
  }

  /** A step that was left behind may wake up later: from `close` on, nothing that it says counts. */
  #stepContext(): StepContext & {readonly close: () => void} {
    let isOpen = true;
    return {
      job: this.#job,
      ports: this.#context.steps,
      signal: this.#signal,
      save: async (reached) => {
        if (!isOpen) throw new Superseded();
        await this.#claim.save(reached);
      },
      report: (progress) => {
        if (isOpen) this.#claim.report(progress);
      },
      close: () => {
        isOpen = false;
      },
    };
  }

  async #finish(): Promise<void> {
    const {steps, ids} = this.#context;
    const doneAt = steps.clock.now();
    let spawned: string | undefined;
    await this.#claim.write(
      (job) => {
        return noted(done(job, doneAt), doneAt, {event: 'done'});
      },
      (job) => {
        const next = job.kind === 'upload' ? transcodeAfter(job, ids(), steps.clock.toIso(doneAt)) : undefined;
        spawned = next?.uuid;
        return next ? [next] : [];
      },
    );
    const transcode = spawned === undefined ? undefined : await this.#context.jobs.get(spawned);
    if (transcode) this.#context.events.added([transcode]);
  }

  async #fail(flow: Flow, step: Step, error: JobError, asOf: number): Promise<void> {
    const {steps, random, backoffScale, confirm, sessions, events} = this.#context;
    if (error.code === 'signed-out') await sessions.expire(this.#job.owner, asOf);
    const endpointUp = step.endpoint && needsConfirming(error) ? await confirm(step.endpoint) : true;
    const now = steps.clock.now();
    const settled = settle(flow, step.name, this.#job, error, {endpointUp, now, random: random(), backoffScale});
    const failure = {error, step: step.name, at: steps.clock.toIso(now), now};
    await this.#claim.write((job, {endPlace}) => afterFailure(job, flow, settled, failure, endPlace));
    if (settled.state !== 'waiting' && this.#job.kind !== 'transcode') {
      events.failed(this.#job, settled.state === 'failed' ? 0 : 1);
    }
  }

  /** Told to stop: what was running goes back to its place, unless a command has already put it elsewhere. */
  async #letGo(flow: Flow, step: Step): Promise<void> {
    const {reason} = this.#signal;
    await this.#interrupt(step, rowAfterFailure(flow, step), reason instanceof Interruption ? reason.by : 'stopped');
  }

  async #interrupt({name, endpoint}: Step, from: number, by: InterruptedBy): Promise<void> {
    await this.#claim.write((job) =>
      this.#noted({...job, from, status: interrupted(job, endpoint)}, {event: 'interrupted', by, step: name}),
    );
  }

  #noted(job: Job, event: LogEvent): Job {
    return noted(job, this.#context.steps.clock.now(), event);
  }
}

/** The row an attempt begins with: where the last failure pointed, or the first if something it builds on is lost. */
function firstRow(flow: Flow, job: Job): number {
  // A table may have lost rows since the job was stored by an older version of the app.
  if (job.from > flow.steps.length) return 1;
  const before = flow.steps.slice(0, job.from - 1);
  return before.every((step) => step.keeps?.(job) ?? true) ? job.from : 1;
}

/** A failure that is the job's own, or the server's clear word, is no sign of a lost network. */
function needsConfirming(error: JobError): boolean {
  return error.code !== 'signed-out' && error.code !== 'permission' && error.code !== 'engine-missing';
}
