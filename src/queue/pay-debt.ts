import {toJobError} from './failure.ts';
import type {Debt, Job, Route} from './job.ts';
import type {Backend, Clock, JobStore, Random, SessionStore, Uploader} from './ports.ts';
import type {Gates} from './public-job.ts';
import {mostAttempts, retryWaitsMs, spreadWait} from './settle.ts';
import {withResults, without} from './transitions.ts';
import {uselessTransfers, type HeldTransfer} from './transfers.ts';

export interface DebtContext {
  readonly jobs: JobStore;
  readonly sessions: SessionStore;
  readonly backend: Backend;
  readonly uploader: Uploader;
  readonly clock: Clock;
  readonly random: Random;
  readonly backoffScale: number;
  readonly routes: () => Gates['routes'];
  /** Whether an endpoint answers: if not, nothing can be said to it, and nothing counts. */
  readonly confirm: (route: Route) => Promise<boolean>;
}

type Owing = Job & {readonly owed: Debt};

/** Whether anything of a job's debt can be paid on these routes; a debt to nobody can. */
export function isPayable(job: Job, routes: Gates['routes']): boolean {
  switch (job.owed?.type) {
    case undefined:
      return false;
    case 'failure-report':
      return routes.internet === true;
    case 'termination': {
      const held = uselessTransfers(job);
      return held.length === 0 || held.some(({route}) => routes[route] === true);
    }
  }
}

/**
 * Pays what a finished job still owes: the report of a failed transcode (SPEC F11), or the removal of uploads
 * that a server holds for nobody (SPEC Q11). Retried like `here`, without changing the job's state; given up after the fifth retry.
 *
 * @returns True when the job's record has been taken out, since it was removed from the list before.
 */
export async function payDebt(uuid: string, context: DebtContext, signal: AbortSignal): Promise<boolean> {
  const job = await context.jobs.get(uuid);
  // A command may have taken the debt away since it was listed.
  if (!job?.owed) return false;
  const owing: Owing = {...job, owed: job.owed};
  return owing.owed.type === 'failure-report'
    ? await payTo('internet', owing, context, signal, () => report(owing, context, signal))
    : await terminateAll(owing, context, signal);
}

async function report(job: Owing, {backend}: DebtContext, signal: AbortSignal): Promise<void> {
  if (job.kind !== 'transcode') return;
  const {owner, bizKey, bizId, projectId} = job;
  const call = {filePath: '', bizKey, bizId, status: -1, ...(projectId !== undefined && {projectId})} as const;
  await backend.afterClientTranscode(owner, call, signal);
}

/** Each upload where it can be reached; the others are remembered until their route is back. */
async function terminateAll(job: Owing, context: DebtContext, signal: AbortSignal): Promise<boolean> {
  const held = uselessTransfers(job);
  const next = held.find(({route}) => context.routes()[route] === true);
  if (held.length === 0) return await settleDebt(job, context);
  if (!next) return false;
  return await payTo(next.route, job, context, signal, async () => {
    await context.uploader.terminate(job.owner, next.route, next, signal);
    await context.jobs.update(job.uuid, (stored) => forget(stored, next));
  });
}

function forget(job: Job, {key}: HeldTransfer): Job {
  const others = Object.entries(job.results.transfers).filter(([name]) => name !== key);
  return withResults(job, {transfers: Object.fromEntries(others)});
}

/** One call. When it works the debt is looked at again: there may be more of it. */
async function payTo(
  route: Route,
  job: Owing,
  context: DebtContext,
  signal: AbortSignal,
  call: () => Promise<void>,
): Promise<boolean> {
  const asOf = context.clock.now();
  try {
    await call();
  } catch (error) {
    signal.throwIfAborted();
    return await postpone(route, job, context, {thrown: error, asOf});
  }
  return job.owed.type === 'termination' ? await payDebt(job.uuid, context, signal) : await settleDebt(job, context);
}

async function postpone(
  route: Route,
  job: Owing,
  context: DebtContext,
  {thrown, asOf}: {readonly thrown: unknown; readonly asOf: number},
): Promise<boolean> {
  const {jobs, sessions, clock, random, backoffScale, confirm} = context;
  const error = toJobError(thrown);
  if (error.code === 'signed-out') {
    await sessions.expire(job.owner, asOf);
    return false;
  }
  const counts = error.retryAfterMs === undefined && (await confirm(route));
  const attempts = job.owed.attempts + (counts ? 1 : 0);
  if (attempts > mostAttempts) return await settleDebt(job, context);
  const waitMs = retryWaitsMs[job.owed.attempts] ?? 0;
  const retryAt = clock.now() + (error.retryAfterMs ?? spreadWait(waitMs, {random: random(), backoffScale}));
  await jobs.update(job.uuid, (stored) =>
    stored.owed ? {...stored, owed: {...stored.owed, attempts, retryAt}} : stored,
  );
  return false;
}

async function settleDebt({uuid, removed}: Job, {jobs}: DebtContext): Promise<boolean> {
  const stored = removed ? undefined : await jobs.update(uuid, (job) => (job.removed ? job : without(job, 'owed')));
  if (!removed && !stored?.removed) return false;
  await jobs.remove([uuid]);
  return true;
}
