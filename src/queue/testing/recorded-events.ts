import type {StepProgress} from '../flow.ts';
import type {Job, JobKind} from '../job.ts';
import type {EngineEvents} from '../ports.ts';
import type {Gates} from '../public-job.ts';

/** Remembers what an engine told. */
export class RecordedEvents implements EngineEvents {
  readonly changes: Job[] = [];
  readonly additions: Job[] = [];
  readonly removals: string[] = [];
  readonly progress: {readonly uuid: string; readonly percent: number}[] = [];
  readonly failures: {readonly uuid: string; readonly errorStatus: 0 | 1}[] = [];
  readonly gateChanges: Gates[] = [];
  readonly mistakes: unknown[] = [];

  changed(job: Job): void {
    this.changes.push(job);
  }

  added(jobs: readonly Job[]): void {
    this.additions.push(...jobs);
  }

  removed(uuid: string): void {
    this.removals.push(uuid);
  }

  progressed(uuid: string, _kind: JobKind, {percent}: StepProgress): void {
    this.progress.push({uuid, percent});
  }

  failed({uuid}: Job, errorStatus: 0 | 1): void {
    this.failures.push({uuid, errorStatus});
  }

  gates(gates: Gates): void {
    this.gateChanges.push(gates);
  }

  broke(error: unknown): void {
    this.mistakes.push(error);
  }
}
