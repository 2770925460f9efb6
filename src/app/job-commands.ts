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

/** So many jobs are changed in one transaction: 10,000 take seconds, and what runs has its turn in between. */
const batchSize = 100;

/**
 * Gives a command to jobs. Those that can obey do; if any could not, it rejects afterwards with the first reason.
 *
 * @param onChanged What was changed, a number of jobs at a time, even if others could not be.
 */
export async function command(
  name: Command,
  jobs: JobRefs,
  session: Session,
  ports: AppPorts,
  onChanged: (commanded: Commanded) => void,
): Promise<void> {
  const uuids = uuidsOf(jobs);
  const reasons: string[] = [];
  for (let start = 0; start < uuids.length; start += batchSize) {
    const batch = uuids.slice(start, start + batchSize);
    const {refusals, ...commanded} = await commandBatch(name, batch, session, ports);
    reasons.push(...refusals);
    onChanged(commanded);
  }
  if (reasons[0] !== undefined) throw new Error(reasons[0]);
}

async function commandBatch(
  name: Command,
  uuids: readonly string[],
  session: Session,
  {jobs: store, clock}: AppPorts,
): Promise<Commanded & {readonly refusals: readonly string[]}> {
  const refused = new Map<string, string>();
  const stored = await store.updateAll(uuids, (job, places) => {
    const isTheirs = sameOwner(job.owner, session.owner) && !job.removed;
    const reason = isTheirs ? refusal(name, job.status.state) : unknownJob(job.uuid);
    if (reason !== undefined) refused.set(job.uuid, reason);
    return reason === undefined ? obey(name, job, clock.now(), places) : job;
  });
  uuids.forEach((uuid, at) => {
    if (!stored[at]) refused.set(uuid, unknownJob(uuid));
  });
  const obeyed = stored.filter((job) => job !== undefined).filter(({uuid}) => !refused.has(uuid));
  const removed = obeyed.filter((job) => job.removed);
  const settled = removed.filter(({owed}) => !owed).map(({uuid}) => uuid);
  if (settled.length > 0) await store.remove(settled);
  return {
    changed: obeyed.filter((job) => !job.removed),
    removed: removed.map(({uuid}) => uuid),
    refusals: [...refused.values()],
  };
}

function unknownJob(uuid: string): string {
  return `There is no job ${uuid}.`;
}
