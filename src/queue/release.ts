import type {Job, Owner} from './job.ts';
import type {Clock, EngineEvents, JobStore} from './ports.ts';

export interface ReleaseContext {
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly events: EngineEvents;
}

/** Lets the retrying jobs wait for their turn whose time has come (SPEC Q5). */
export async function releaseDue(context: ReleaseContext, owner: Owner): Promise<void> {
  const now = context.clock.now();
  for (const {uuid} of await context.jobs.dueRetries(owner, now)) {
    await release(uuid, context, ({status}) => status.state === 'retrying' && status.retryAt <= now);
  }
}

/** Lets the jobs try again that lacked what only a window has (SPEC F10). */
export async function releaseFromWindow(context: ReleaseContext, owner: Owner): Promise<void> {
  const isHeldUp = ({status}: Job) => status.state === 'waiting' && status.blocked === 'window';
  for (const job of await context.jobs.blocked(owner)) {
    if (isHeldUp(job)) await release(job.uuid, context, isHeldUp);
  }
}

/** @param mayGo Asked once more in the transaction: a command may have come first. */
async function release(uuid: string, {jobs, events}: ReleaseContext, mayGo: (job: Job) => boolean): Promise<void> {
  let went = false;
  const released = await jobs.update(uuid, (job) => {
    went = mayGo(job);
    return went ? {...job, status: {state: 'waiting'}} : job;
  });
  if (released && went) events.changed(released);
}
