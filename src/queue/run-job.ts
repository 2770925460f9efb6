import {toJobError, type JobError} from './failure.ts';
import {
  rowOf,
  type Flow,
  type ResultsPatch,
  type Step,
  type StepContext,
  type StepPorts,
  type StepProgress,
} from './flow.ts';
import {flowOf} from './flows/index.ts';
import {chooseRoute} from './gate.ts';
import type {Job, Route} from './job.ts';
import {transcodeAfter} from './new-jobs.ts';
import {Fenced, type EngineEvents, type Ids, type JobStore, type Random, type SessionStore} from './ports.ts';
import type {Gates} from './public-job.ts';
import {settle} from './settle.ts';
import {afterFailure, interrupted, withResults, without} from './transitions.ts';

/** At most so often is a checkpoint of a running transfer written. */
const checkpointIntervalMs = 1_000;
/** At most 10 progress events a second for each job (CONTRACT 6). */
const reportIntervalMs = 100;

export interface RunContext {
  readonly jobs: JobStore;
  readonly sessions: SessionStore;
  readonly steps: StepPorts;
  readonly events: EngineEvents;
  readonly random: Random;
  readonly ids: Ids;
  readonly routes: () => Gates['routes'];
  /** Asks an endpoint after a step on it failed. */
  readonly confirm: (route: Route) => Promise<boolean>;
  readonly backoffScale: number;
}

/** Somebody has taken the job out of our hands: a command, or another engine. Nothing more is written. */
class Superseded extends Error {
  override readonly name = 'Superseded';
}

/**
 * Carries one claimed job through its flow until it is done, fails, or is taken out of our hands. Every change is
 * stored before it is acted on.
 *
 * @param claimed As stored, in state `running`.
 * @param signal Aborted when the job must stop: by a command, a closed gate or the engine's end. A job that is still
 *   `running` in the store then goes back to `waiting`: an interruption.
 * @throws Fenced when another engine has taken over.
 */
export async function runJob(claimed: Job, context: RunContext, signal: AbortSignal): Promise<void> {
  await new JobRun(claimed, context, signal).run();
}

class JobRun {
  #job: Job;
  readonly #context: RunContext;
  readonly #signal: AbortSignal;
  #pending: ResultsPatch | undefined;
  #savedAt = -Infinity;
  #reportedAt = -Infinity;

  constructor(job: Job, context: RunContext, signal: AbortSignal) {
    this.#job = job;
    this.#context = context;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    let flow = flowOf(this.#job);
    let row = firstRow(flow, this.#job);
    try {
      for (let step = flow.steps[row - 1]; step; step = flow.steps[row - 1]) {
        const route = step.transfers ? chooseRoute(this.#job, this.#context.routes()) : flow.route;
        if (route !== flow.route) {
          await this.#write((job) => ({...job, flowRoute: route}));
          flow = flowOf(this.#job);
          row = 1;
          continue;
        }
        if (!step.skipIf?.(this.#job)) {
          const ran = await this.#runStep(flow, step);
          if (!ran) return;
        }
        row += 1;
      }
      await this.#finish();
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
    }
  }

  /** @returns False when the job goes no further now. */
  async #runStep(flow: Flow, step: Step): Promise<boolean> {
    const {endpoint} = step;
    if (endpoint && this.#context.routes()[endpoint] === false) {
      await this.#write((job) => ({...job, from: row(), status: interrupted(job, endpoint)}));
      return false;
    }
    try {
      this.#signal.throwIfAborted();
      if (this.#job.step !== row()) await this.#write((job) => ({...job, step: row()}));
      await step.run(this.#stepContext());
      await this.#flush();
      return true;
    } catch (error) {
      if (error instanceof Superseded || error instanceof Fenced) throw error;
      await (this.#signal.aborted ? this.#letGo(step) : this.#fail(flow, step, toJobError(error)));
      return false;
    }

    function row(): number {
      return rowOf(flow, step.name);
    }
  }

  #stepContext(): StepContext {
    return {
      job: this.#job,
      ports: this.#context.steps,
      signal: this.#signal,
      save: (reached) => this.#save(reached),
      report: (progress) => this.#report(progress),
    };
  }

  async #save(reached: Parameters<StepContext['save']>[0]): Promise<void> {
    this.#pending = {...this.#pending, ...reached.results};
    const {percent, gained, way, lazily} = reached;
    const now = this.#context.steps.clock.now();
    const news = (job: Job): Job => ({
      ...(gained ? withoutFailures(job) : job),
      ...(percent !== undefined && {percent}),
      ...(way !== undefined && job.kind === 'transcode' && {way}),
    });
    if (lazily && now - this.#savedAt < checkpointIntervalMs) {
      this.#job = news(this.#job);
      return;
    }
    this.#savedAt = now;
    const pending = this.#pending;
    this.#pending = undefined;
    await this.#write((job) => news(withResults(job, pending)));
  }

  async #flush(): Promise<void> {
    if (this.#pending) await this.#save({});
  }

  #report(progress: StepProgress): void {
    const now = this.#context.steps.clock.now();
    if (now - this.#reportedAt < reportIntervalMs) return;
    this.#reportedAt = now;
    this.#context.events.progressed(this.#job.uuid, this.#job.kind, progress);
  }

  async #finish(): Promise<void> {
    const {steps, ids} = this.#context;
    const doneAt = steps.clock.now();
    let spawned: string | undefined;
    await this.#write(
      (job) => ({...without(job, 'error', 'postponedSince', 'deaths'), percent: 99, status: {state: 'done', doneAt}}),
      (job) => {
        const next = job.kind === 'upload' ? transcodeAfter(job, ids(), steps.clock.toIso(doneAt)) : undefined;
        spawned = next?.uuid;
        return next ? [next] : [];
      },
    );
    const transcode = spawned === undefined ? undefined : await this.#context.jobs.get(spawned);
    if (transcode) this.#context.events.added([transcode]);
  }

  async #fail(flow: Flow, step: Step, error: JobError): Promise<void> {
    const {steps, random, backoffScale, confirm, sessions, events} = this.#context;
    if (error.code === 'signed-out') await sessions.expire(this.#job.owner);
    const endpointUp = step.endpoint && needsConfirming(error) ? await confirm(step.endpoint) : true;
    const now = steps.clock.now();
    const settled = settle(flow, step.name, this.#job, error, {endpointUp, now, random: random(), backoffScale});
    const failure = {error, step: step.name, at: steps.clock.toIso(now), now};
    const pending = this.#pending ?? {};
    this.#pending = undefined;
    const {attempts} = this.#job;
    await this.#write((job, {endPlace}) =>
      afterFailure({...withResults(job, pending), attempts}, flow, settled, failure, endPlace),
    );
    if (settled.state !== 'waiting' && this.#job.kind !== 'transcode') {
      events.failed(this.#job, settled.state === 'failed' ? 0 : 1);
    }
  }

  /** Told to stop: what was running goes back to its place, unless a command has already put it elsewhere. */
  async #letGo(step: Step): Promise<void> {
    const pending = this.#pending ?? {};
    this.#pending = undefined;
    const flow = flowOf(this.#job);
    const from = rowOf(flow, step.onFailure.then === 'retry' ? step.onFailure.from : step.name);
    await this.#write((job) => ({...withResults(job, pending), from, status: interrupted(job, step.endpoint)}));
  }

  async #write(
    change: (job: Job, places: {readonly endPlace: number; readonly frontPlace: number}) => Job,
    spawn?: Parameters<JobStore['update']>[2],
  ): Promise<void> {
    let ours = false;
    const stored = await this.#context.jobs.update(
      this.#job.uuid,
      (job, places) => {
        ours = job.status.state === 'running' && job.removed === undefined;
        return ours ? change(job, places) : job;
      },
      (job) => (ours && spawn ? spawn(job) : []),
    );
    if (!stored || !ours) throw new Superseded();
    this.#job = stored;
    this.#context.events.changed(stored);
  }
}

/** The row an attempt begins with: where the last failure pointed, or the first if something it builds on is lost. */
function firstRow(flow: Flow, job: Job): number {
  const before = flow.steps.slice(0, job.from - 1);
  return before.every((step) => step.keeps?.(job) ?? true) ? job.from : 1;
}

/** Progress: earlier failures and deaths no longer count (SPEC Q5, Q3). */
function withoutFailures(job: Job): Job {
  return {
    ...without(job, 'postponedSince', ...(job.deaths?.step === job.step ? (['deaths'] as const) : [])),
    attempts: 0,
  };
}

/** A failure that is the job's own, or the server's clear word, is no sign of a lost network. */
function needsConfirming(error: JobError): boolean {
  return error.code !== 'signed-out' && error.code !== 'permission' && error.code !== 'engine-missing';
}
