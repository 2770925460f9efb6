import type {JobState} from './job.ts';

/** What happens to a Job. */
export type JobEvent = (typeof transitions)[number][1];

/**
 * All that may happen to a Job, and what becomes of it then (SPEC P2). `interrupted`: the gateway ended in the middle;
 * `failed`: a fault of ours, to be tried again; `abandoned`: there were too many of either; `unanswered`: the customer's
 * server did not take the news, and is told again; `unheard`: that was the last time.
 */
// prettier-ignore
export const transitions = [
  ['uploading',  'received',    'converting'],
  ['converting', 'begun',       'converting'],
  ['converting', 'converted',   'disting'],
  ['converting', 'refused',     'halted'],
  ['converting', 'failed',      'converting'],
  ['converting', 'interrupted', 'converting'],
  ['converting', 'abandoned',   'halted'],
  ['disting',    'failed',      'converting'],
  ['disting',    'interrupted', 'converting'],
  ['disting',    'abandoned',   'halted'],
  ['disting',    'packed',      'completed'],
  ['disting',    'packed-to-tell', 'notifying'],
  ['notifying',  'unanswered',  'notifying'],
  ['notifying',  'answered',    'completed'],
  ['notifying',  'unheard',     'completed'],
  ['completed',  'expired',     'deleted'],
  ['halted',     'expired',     'deleted'],
] as const satisfies ReadonlyArray<readonly [JobState, string, JobState]>;

/** @throws Error if that cannot happen to a Job in this state. */
export function nextState(from: JobState, event: JobEvent): JobState {
  const row = transitions.find(([state, happening]) => state === from && happening === event);
  if (row === undefined) throw new Error(`a Job in state ${from} cannot be ${event}`);
  return row[2];
}
