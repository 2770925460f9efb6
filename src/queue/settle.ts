import type {JobError} from './failure.ts';
import {rowOf, type Flow, type Step, type StepName} from './flow.ts';
import type {Job, OwnBlock} from './job.ts';

/** Waits before the retries 1 to 5, in ms (SPEC Q5). */
export const retryWaitsMs = [1_000, 4_000, 15_000, 60_000, 60_000] as const;
export const mostAttempts = retryWaitsMs.length;
/** Waits spread by this share, either way, so that many clients do not come back at once. */
const spread = 0.2;
/** How long a server may ask to wait before that counts as a failure (SPEC Q5). */
const longestPostponementMs = 3_600_000;

/** What the world looked like when the step failed. */
export interface FailureScene {
  /** The step's endpoint answers. True for a local step. */
  readonly endpointUp: boolean;
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
  readonly backoffScale: number;
}

/** Where a failed job goes. `from` is the step with which it begins again. */
export type Settled =
  | {readonly state: 'waiting'; readonly reason: 'interrupted'; readonly from: StepName; readonly signedOut: boolean}
  | {readonly state: 'waiting'; readonly reason: 'blocked'; readonly from: StepName; readonly blocked: OwnBlock}
  | {
      readonly state: 'retrying';
      readonly reason: 'failed';
      readonly from: StepName;
      readonly attempts: number;
      readonly retryAt: number;
    }
  | {
      readonly state: 'retrying';
      readonly reason: 'postponed';
      readonly from: StepName;
      readonly retryAt: number;
      readonly postponedSince: number;
    }
  | {readonly state: 'failed'; readonly from: StepName; readonly attempts: number};

/** Failures that are no fault of the job and wait for somebody: they count as no retry (SPEC Q5, F10). */
const blocks: Readonly<Partial<Record<JobError['code'], OwnBlock>>> = {
  permission: 'permission',
  'engine-missing': 'window',
};

/** Failures that no repetition mends, in whichever step they show (SPEC F10). */
const alwaysFatal: ReadonlySet<JobError['code']> = new Set(['source-changed', 'storage-missing']);

/**
 * The one place that says where a job goes after a failure (SPEC Q3, Q5, F).
 *
 * @param step Name of the failed row.
 * @param job As it was when the step failed; `attempts` counts the retries since the last progress.
 */
export function settle(
  flow: Flow,
  step: StepName,
  job: Pick<Job, 'attempts' | 'postponedSince'>,
  error: JobError,
  scene: FailureScene,
): Settled {
  const row = flow.steps[rowOf(flow, step) - 1] as Step;
  const onFailure = row.except?.[error.code] ?? row.onFailure;
  const from = onFailure.then === 'retry' ? onFailure.from : step;
  const blocked = blocks[error.code];
  if (blocked) return {state: 'waiting', reason: 'blocked', from, blocked};
  if (error.code === 'signed-out') return {state: 'waiting', reason: 'interrupted', from, signedOut: true};
  if (alwaysFatal.has(error.code)) return {state: 'failed', from: step, attempts: job.attempts};
  if (onFailure.then === 'fatal') return {state: 'failed', from: step, attempts: job.attempts};
  if (!scene.endpointUp) return {state: 'waiting', reason: 'interrupted', from, signedOut: false};
  if (error.retryAfterMs !== undefined) {
    const postponedSince = job.postponedSince ?? scene.now;
    const mostAt = postponedSince + longestPostponementMs;
    if (scene.now < mostAt) {
      const retryAt = Math.min(scene.now + error.retryAfterMs, mostAt);
      return {state: 'retrying', reason: 'postponed', from, retryAt, postponedSince};
    }
  }
  const waitMs = retryWaitsMs[job.attempts];
  if (waitMs === undefined) return {state: 'failed', from, attempts: job.attempts};
  const askedMs = Math.min(error.retryAfterMs ?? 0, longestPostponementMs);
  const retryAt = scene.now + Math.max(spreadWait(waitMs, scene), askedMs);
  return {state: 'retrying', reason: 'failed', from, attempts: job.attempts + 1, retryAt};
}

/** A wait with its spread, in whole ms. */
export function spreadWait(
  waitMs: number,
  {random, backoffScale}: Pick<FailureScene, 'random' | 'backoffScale'>,
): number {
  return Math.round(waitMs * backoffScale * (1 - spread + 2 * spread * random));
}
