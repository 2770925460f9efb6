import type {JobError} from './failure.ts';
import {rowOf, type Flow, type ResultsPatch, type Step, type StepName} from './flow.ts';
import {failed, noted, type LogEvent} from './job-log.ts';
import type {Endpoint, Failure, Job, JobStatus, Results, Route} from './job.ts';
import type {Settled} from './settle.ts';
import {uselessTransfers} from './transfers.ts';

/** A failed step: what was thrown, in which, and when. */
interface StepFailure {
  readonly error: JobError;
  readonly step: StepName;
  readonly at: string;
  readonly now: number;
}

/** The job after a failure has been settled. Pure. @param endPlace Behind all others of its lane (SPEC Q5). */
export function afterFailure(job: Job, flow: Flow, settled: Settled, failure: StepFailure, endPlace: number): Job {
  return noted(settledJob(job, flow, settled, failure, endPlace), failure.now, settledEvent(settled, failure));
}

function settledJob(job: Job, flow: Flow, settled: Settled, failure: StepFailure, endPlace: number): Job {
  const row = flow.steps[rowOf(flow, failure.step) - 1];
  const error: Failure = {
    code: failure.error.code,
    message: failure.error.message,
    values: failure.error.values,
    fatal: settled.state === 'failed',
    at: failure.at,
    step: rowOf(flow, failure.step),
  };
  const from = rowOf(flow, settled.from);
  switch (settled.state) {
    case 'waiting':
      return settled.reason === 'blocked'
        ? {...job, from, error, status: {state: 'waiting', blocked: settled.blocked}}
        : {...job, from, status: interrupted(job, settled.signedOut ? undefined : row?.endpoint)};
    case 'retrying': {
      const status: JobStatus = {state: 'retrying', retryAt: settled.retryAt};
      return settled.reason === 'failed'
        ? {...rested(job, failure.error), from, error, attempts: settled.attempts, place: endPlace, status}
        : {...job, from, error, postponedSince: settled.postponedSince, status};
    }
    case 'failed':
      return {
        ...job,
        from,
        error,
        attempts: settled.attempts,
        status: {state: 'failed'},
        ...(job.kind === 'transcode' && {owed: {type: 'failure-report', attempts: 0, retryAt: failure.now}}),
      };
  }
}

/** What the log says of a settled failure. */
function settledEvent(settled: Settled, {step, error}: StepFailure): LogEvent {
  switch (settled.state) {
    case 'waiting':
      return settled.reason === 'blocked'
        ? {event: 'blocked', by: settled.blocked, step}
        : {event: 'interrupted', by: settled.signedOut ? 'session' : 'network', step};
    case 'retrying': {
      const {retryAt} = settled;
      return settled.reason === 'failed'
        ? {event: 'retrying', retryAt, attempts: settled.attempts, ...failed(step, error)}
        : {event: 'postponed', retryAt, ...failed(step, error)};
    }
    case 'failed':
      return {event: 'failed', ...failed(step, error)};
  }
}

/** The hour for which a server may ask to wait ends with the first failure of another kind (SPEC Q5). */
function rested(job: Job, {retryAfterMs}: JobError): Job {
  return retryAfterMs === undefined ? without(job, 'postponedSince') : job;
}

/** Back into the queue at its own place: an interruption is nobody's fault (SPEC Q3). */
export function interrupted(job: Job, endpoint: Endpoint | undefined): JobStatus {
  return endpoint !== undefined && endpoint !== 'ppj' && endpoint !== job.flowRoute
    ? {state: 'waiting', needs: endpoint}
    : {state: 'waiting'};
}

/** The row with which a job begins again after a step was cut short. */
export function rowAfterFailure(flow: Flow, {name, onFailure}: Step): number {
  return rowOf(flow, onFailure.then === 'retry' ? onFailure.from : name);
}

/** A job on another route begins the other flow at its first row, with its results (SPEC F9). */
export function onRoute(job: Job, flowRoute: Route): Job {
  return flowRoute === job.flowRoute ? job : {...without(job, 'deaths'), flowRoute, from: 1, step: 0};
}

export function withResults(job: Job, patch: ResultsPatch): Job {
  const merged: Record<string, unknown> = {...job.results, ...patch};
  for (const key of Object.keys(merged)) if (merged[key] === undefined) delete merged[key];
  // Every key comes from Results and the undefined ones are gone, so this is a Results again.
  return {...job, results: merged as unknown as Results};
}

/** A job without some of its optional fields. */
export function without(
  job: Job,
  ...keys: readonly ('error' | 'owed' | 'postponedSince' | 'deaths' | 'wayReason' | 'savesTo')[]
): Job {
  const kept = Object.entries(job).filter(([name]) => !(keys as readonly string[]).includes(name));
  // Only optional fields go, so the member of the union stays what it was.
  return Object.fromEntries(kept) as unknown as Job;
}

/** A job that has come to its end. What it began on a route that it left is still owed its removal there (SPEC F9). */
export function done(job: Job, now: number): Job {
  const rested: Job = {
    ...without(job, 'error', 'owed', 'postponedSince', 'deaths'),
    percent: 99,
    status: {state: 'done', doneAt: now},
  };
  return withTermination(rested, now);
}

/**
 * A cancelled job: what a server holds of it for nobody is still owed its removal (SPEC Q11). A running one may be
 * creating an upload at this moment, whose address comes in later.
 */
export function cancelled(job: Job, now: number): Job {
  const given: Job = {...without(job, 'owed'), status: {state: 'cancelled', cancelledAt: now}};
  return job.status.state === 'running' ? owingTermination(given, now) : withTermination(given, now);
}

/** With the debt of what a server holds for nobody. One that is owed already stays: a removed job goes by it. */
export function withTermination(job: Job, now: number): Job {
  return job.owed || uselessTransfers(job).length === 0 ? job : owingTermination(job, now);
}

function owingTermination(job: Job, now: number): Job {
  return {...job, owed: {type: 'termination', attempts: 0, retryAt: now}};
}
