import {toJobError} from './failure.ts';
import type {Debt, Job} from './job.ts';
import type {Backend, Clock, JobStore, Random, Uploader} from './ports.ts';
import {mostAttempts, retryWaitsMs, spreadWait} from './settle.ts';
import {without} from './transitions.ts';
import {heldTransfers} from './transfers.ts';

export interface DebtContext {
  readonly jobs: JobStore;
  readonly backend: Backend;
  readonly uploader: Uploader;
  readonly clock: Clock;
  readonly random: Random;
  readonly backoffScale: number;
  /** Whether the backend answers: without it nothing can be said, and nothing counts. */
  readonly isUp: () => Promise<boolean>;
}

/**
 * Pays what a finished job still owes: the report of a failed transcode (SPEC F11), or the removal of a cancelled
 * upload at the server (SPEC Q11). Retried like `here`, without changing the job's state; given up after the fifth retry.
 *
 * @returns True when the job's record has been taken out, since it was removed from the list before.
 */
export async function payDebt(
  job: Job & {readonly owed: Debt},
  context: DebtContext,
  signal: AbortSignal,
): Promise<boolean> {
  const {jobs, clock, random, backoffScale} = context;
  let settled = true;
  try {
    await pay(job, context, signal);
  } catch (error) {
    signal.throwIfAborted();
    const busyMs = toJobError(error).retryAfterMs;
    const counts = busyMs === undefined && (await context.isUp());
    const waitMs = busyMs ?? retryWaitsMs[Math.min(job.owed.attempts, mostAttempts - 1)] ?? 0;
    const retryAt = clock.now() + spreadWait(waitMs, {random: random(), backoffScale});
    const attempts = job.owed.attempts + (counts ? 1 : 0);
    settled = attempts > mostAttempts;
    if (!settled)
      await jobs.update(job.uuid, (stored) =>
        stored.owed ? {...stored, owed: {...stored.owed, attempts, retryAt}} : stored,
      );
  }
  if (!settled) return false;
  const stored = await jobs.update(job.uuid, (latest) => without(latest, 'owed'));
  if (!stored?.removed) return false;
  await jobs.remove([job.uuid]);
  return true;
}

async function pay(
  job: Job & {readonly owed: Debt},
  {backend, uploader}: DebtContext,
  signal: AbortSignal,
): Promise<void> {
  switch (job.owed.type) {
    case 'failure-report':
      if (job.kind === 'transcode') {
        const {owner, bizKey, bizId, projectId} = job;
        const call = {filePath: '', bizKey, bizId, status: -1, ...(projectId !== undefined && {projectId})} as const;
        await backend.afterClientTranscode(owner, call, signal);
      }
      return;
    case 'termination':
      for (const transfer of heldTransfers(job.results)) {
        await uploader.terminate(job.owner, transfer.route, transfer, signal);
      }
      return;
  }
}
