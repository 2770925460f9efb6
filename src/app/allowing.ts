import {noted} from '../queue/job-log.ts';
import type {Job} from '../queue/job.ts';
import type {Session} from '../queue/ports.ts';
import type {AppPorts} from './app-ports.ts';

/** Asks for the files of all jobs that wait for a permission, in turn. @returns The jobs that go on. */
export async function allowBlocked(
  {owner}: Session,
  {jobs, sources, downloads, clock}: AppPorts,
): Promise<readonly Job[]> {
  const allowed: Job[] = [];
  for (const job of await jobs.blocked(owner)) {
    if (!isAsking(job) || !(await askFor(job, sources, downloads))) continue;
    const released = await jobs.update(job.uuid, (stored) =>
      isAsking(stored) ? noted({...stored, status: {state: 'waiting'}}, clock.now(), {event: 'allowed'}) : stored,
    );
    if (released) allowed.push(released);
  }
  return allowed;
}

async function askFor(job: Job, sources: AppPorts['sources'], downloads: AppPorts['downloads']): Promise<boolean> {
  if (job.kind === 'download') return await downloads.askPermission(job.uuid);
  return 'source' in job && job.source !== undefined && (await sources.askPermission(job.source.id));
}

function isAsking({status}: Job): boolean {
  return status.state === 'waiting' && status.blocked === 'permission';
}
