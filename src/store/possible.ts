import {type Command, refusal} from '../queue/commands.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {CommandName} from './snapshot.ts';

/**
 * Whether a command would do something for a job, so that it is offered only then.
 *
 * Narrower than what the queue takes: one does not cancel what has failed (one removes it), nor retry what waits.
 */
export function isPossible(command: CommandName, job: Pick<PublicJob, 'state' | 'route' | 'kind'>): boolean {
  if (command === 'unpin' && !isPinned(job)) return false;
  return offered[command].includes(job.state) && refusal(command satisfies Command, job.state) === undefined;
}

const offered: Readonly<Record<CommandName, readonly PublicJob['state'][]>> = {
  pause: ['added', 'waiting', 'running', 'retrying'],
  resume: ['paused'],
  retry: ['retrying'],
  continue: ['failed'],
  cancel: ['added', 'waiting', 'running', 'retrying', 'paused'],
  remove: ['added', 'waiting', 'running', 'retrying', 'paused', 'done', 'failed', 'cancelled'],
  front: ['added', 'waiting', 'retrying', 'paused'],
  unpin: ['waiting', 'retrying', 'paused', 'failed'],
};

/** Held to one route, and the other would do as well: a download's address may be one of the NAS. */
function isPinned({route, kind}: Pick<PublicJob, 'route' | 'kind'>): boolean {
  return route !== 'auto' && (kind === 'upload' || kind === 'transcode');
}
