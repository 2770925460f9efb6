import {JobError} from './failure.ts';
import {flowOf} from './flows/index.ts';
import {noted} from './job-log.ts';
import type {Job} from './job.ts';
import type {Clock, EngineEvents, JobStore, Random} from './ports.ts';
import {settle} from './settle.ts';
import {afterFailure, rowAfterFailure, without} from './transitions.ts';

/** So many deaths in a row in one step without a new checkpoint are a failure of that step (SPEC Q3). */
const mostDeaths = 3;

export interface RecoveryContext {
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EngineEvents;
  readonly backoffScale: number;
}

/**
 * Puts back the jobs that are recorded as running although nobody runs them: the context that did is gone.
 *
 * @param runsHere Whether a job is running in this engine.
 */
export async function recoverJobs(context: RecoveryContext, runsHere: (uuid: string) => boolean): Promise<void> {
  const {jobs, events} = context;
  for (const {uuid} of await jobs.running()) {
    if (runsHere(uuid)) continue;
    let wasRunning = false;
    const recovered = await jobs.update(uuid, (job, {endPlace}) => {
      wasRunning = job.status.state === 'running';
      return wasRunning ? afterDeath(job, context, endPlace) : job;
    });
    if (!recovered || !wasRunning) continue;
    events.changed(recovered);
    const {state} = recovered.status;
    if (recovered.kind !== 'transcode' && (state === 'retrying' || state === 'failed')) {
      events.failed(recovered, state === 'failed' ? 0 : 1);
    }
  }
}

/** The death of its context is an interruption, unless it has died of the same step three times (SPEC Q3). */
function afterDeath(job: Job, {clock, random, backoffScale}: RecoveryContext, endPlace: number): Job {
  const flow = flowOf(job);
  const now = clock.now();
  const step = flow.steps[job.step - 1];
  if (!step) return noted({...job, status: {state: 'waiting'}}, now, {event: 'interrupted', by: 'died'});
  const died = noted(job, now, {event: 'interrupted', by: 'died', step: step.name});
  const count = job.deaths?.step === job.step ? job.deaths.count + 1 : 1;
  const from = rowAfterFailure(flow, step);
  if (count < mostDeaths) return {...died, from, deaths: {step: job.step, count}, status: {state: 'waiting'}};
  const rested = without(died, 'deaths');
  const otherwise = step.insteadOfDeath?.(rested);
  if (otherwise) return {...otherwise, from, status: {state: 'waiting'}};
  const error = new JobError('died', 'Each time this step ran, the browser ended it.');
  const settled = settle(flow, step.name, rested, error, {endpointUp: true, now, random: random(), backoffScale});
  return afterFailure(rested, flow, settled, {error, step: step.name, at: clock.toIso(now), now}, endPlace);
}
