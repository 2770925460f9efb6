import type {JobRefs} from '../app-api.ts';
import {obey, refusal, type Command} from '../queue/commands.ts';
import {sameOwner, type Job} from '../queue/job.ts';
import type {Session} from '../queue/ports.ts';
import type {AppPorts} from './app-ports.ts';

/** The uuids that a call on jobs was given (CONTRACT 6). */
export function uuidsOf(jobs: JobRefs): readonly string[] {
  const refs: readonly unknown[] = Array.isArray(jobs) ? jobs : [jobs];
  return refs.map(uuidOf);
}

function uuidOf(ref: unknown): string {
  const uuid = typeof ref === 'object' && ref !== null && 'uuid' in ref ? ref.uuid : ref;
  if (typeof uuid === 'string' && uuid !== '') return uuid;
  throw new Error('This call takes a job, its uuid, or a list of them.');
}

/** What a command did. */
export interface Commanded {
  readonly changed: readonly Job[];
  readonly removed: readonly string[];
}

/**
 * Gives a command to jobs. Those that can obey do; if any could not, it rejects afterwards with the first reason.
 *
 * @param onChanged What was changed, even if others could not be.
 */
export async function command(
  name: Command,
  jobs: JobRefs,
  session: Session,
  {jobs: store, clock}: AppPorts,
  onChanged: (commanded: Commanded) => void,
): Promise<void> {
  const changed: Job[] = [];
  const removed: string[] = [];
  const reasons: string[] = [];
  for (const uuid of uuidsOf(jobs)) {
    let reason: string | undefined;
    const stored = await store.update(uuid, (job, places) => {
      reason = sameOwner(job.owner, session.owner) && !job.removed ? refusal(name, job.status.state) : unknownJob(uuid);
      return reason === undefined ? obey(name, job, clock.now(), places) : job;
    });
    if (!stored) reason = unknownJob(uuid);
    if (reason !== undefined) {
      reasons.push(reason);
    } else if (stored?.removed) {
      removed.push(uuid);
      if (!stored.owed) await store.remove([uuid]);
    } else if (stored) {
      changed.push(stored);
    }
  }
  onChanged({changed, removed});
  if (reasons[0] !== undefined) throw new Error(reasons[0]);
}

function unknownJob(uuid: string): string {
  return `There is no job ${uuid}.`;
}
