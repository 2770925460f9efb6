import {noted} from './job-log.ts';
import type {Job, JobState} from './job.ts';
import {cancelled, without} from './transitions.ts';

/** What a user or a host page can ask of a job (SPEC Q7, Q11, A2). `unpin`: whichever route is up will do. */
export type Command = 'ready' | 'pause' | 'resume' | 'cancel' | 'remove' | 'retry' | 'continue' | 'front' | 'unpin';

/** What a command does to a job in a state: change it, leave it (it is so already), or refuse, in words. */
type Effect = 'change' | 'leave' | {readonly refuse: string};

const isDone = {refuse: 'The job is done.'} as const;
const isCancelled = {refuse: 'The job was cancelled.'} as const;
const hasFailed = {refuse: 'The job has failed. Continue it instead.'} as const;
const isPaused = {refuse: 'The job is paused. Resume it first.'} as const;
const isUnshown = {refuse: 'The job has not been shown yet. Call jobReady first.'} as const;

// prettier-ignore
const effects = {
  //          added                waiting              running              retrying             paused               done                failed                cancelled
  ready:    {added: 'change',     waiting: 'leave',    running: 'leave',    retrying: 'leave',   paused: 'leave',     done: 'leave',      failed: 'leave',      cancelled: 'leave'},
  pause:    {added: 'change',     waiting: 'change',   running: 'change',   retrying: 'change',  paused: 'leave',     done: isDone,       failed: hasFailed,    cancelled: isCancelled},
  resume:   {added: isUnshown,    waiting: 'leave',    running: 'leave',    retrying: 'leave',   paused: 'change',    done: isDone,       failed: hasFailed,    cancelled: isCancelled},
  cancel:   {added: 'change',     waiting: 'change',   running: 'change',   retrying: 'change',  paused: 'change',    done: isDone,       failed: 'change',     cancelled: 'leave'},
  remove:   {added: 'change',     waiting: 'change',   running: 'change',   retrying: 'change',  paused: 'change',    done: 'change',     failed: 'change',     cancelled: 'change'},
  retry:    {added: isUnshown,    waiting: 'change',   running: 'leave',    retrying: 'change',  paused: isPaused,    done: isDone,       failed: 'change',     cancelled: isCancelled},
  continue: {added: isUnshown,    waiting: 'leave',    running: 'leave',    retrying: 'leave',   paused: isPaused,    done: isDone,       failed: 'change',     cancelled: isCancelled},
  front:    {added: 'change',     waiting: 'change',   running: 'leave',    retrying: 'change',  paused: 'change',    done: isDone,       failed: hasFailed,    cancelled: isCancelled},
  unpin:    {added: 'change',     waiting: 'change',   running: 'leave',    retrying: 'change',  paused: 'change',    done: isDone,       failed: 'change',     cancelled: isCancelled},
} as const satisfies Record<Command, Record<JobState, Effect>>;

/** Why a command cannot be done in a state; `undefined` if it can, or is so already. */
export function refusal(command: Command, state: JobState): string | undefined {
  const effect: Effect = effects[command][state];
  return typeof effect === 'object' ? effect.refuse : undefined;
}

/**
 * The job after a command. Pure; the same object when there is nothing to change, or when it is refused.
 *
 * @param places Behind and before all others of its lane.
 */
export function obey(
  command: Command,
  job: Job,
  now: number,
  places: {readonly endPlace: number; readonly frontPlace: number},
): Job {
  if (effects[command][job.status.state] !== 'change') return job;
  if (command === 'unpin' && liesOnNas(job)) return job;
  return noted(obeyed(command, job, now, places), now, {event: 'command', command});
}

function obeyed(
  command: Command,
  job: Job,
  now: number,
  places: {readonly endPlace: number; readonly frontPlace: number},
): Job {
  switch (command) {
    case 'ready':
    case 'resume':
      return {...job, status: {state: 'waiting'}};
    case 'pause':
      return {...job, status: {state: 'paused'}};
    case 'cancel':
      return cancelled(job, now);
    case 'remove':
      return {...(isOver(job) ? job : cancelled(job, now)), removed: true};
    case 'retry':
    case 'continue':
      return job.status.state === 'failed' ? continued(job, places.endPlace) : {...job, status: {state: 'waiting'}};
    case 'front':
      return {...job, place: places.frontPlace};
    case 'unpin':
      return {...job, route: 'auto'};
  }
}

/** A download that the intranet alone can bring. */
function liesOnNas(job: Job): boolean {
  return job.kind === 'download' && !/^https?:/i.test(job.url);
}

/** A failed job goes on where its "on failure" entry points, its attempts begin again (SPEC Q7). */
function continued(job: Job, endPlace: number): Job {
  const rested = without(job, 'error', 'owed', 'postponedSince', 'deaths');
  return {...rested, attempts: 0, place: endPlace, status: {state: 'waiting'}};
}

function isOver(job: Job): boolean {
  return job.status.state === 'done' || job.status.state === 'cancelled';
}
