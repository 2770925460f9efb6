import type {Owner} from './job.ts';
import type {JobStore} from './ports.ts';

/** Whether an owner has jobs that may run without the user, or owes a server something (SPEC F11, Q11). */
export async function isWorkLeft(jobs: JobStore, owner: Owner): Promise<boolean> {
  return (await jobs.hasWork(owner)) || (await jobs.nextDebtAt(owner)) !== undefined;
}
