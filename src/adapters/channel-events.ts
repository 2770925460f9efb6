import type {Channel} from '../queue/channel.ts';
import type {StepProgress} from '../queue/flow.ts';
import type {Job, JobKind} from '../queue/job.ts';
import type {Clock, EngineEvents} from '../queue/ports.ts';
import {closedGates} from '../queue/gate.ts';
import {publicJob, type Gates} from '../queue/public-job.ts';

/** What the engine tells, told to every window. */
export class ChannelEvents implements EngineEvents {
  readonly #channel: Channel;
  readonly #clock: Clock;
  readonly #onBroken: (error: unknown) => void;
  #gates: Gates = closedGates;

  /** @param onBroken For the log of the browser. */
  constructor(channel: Channel, clock: Clock, onBroken: (error: unknown) => void) {
    this.#channel = channel;
    this.#clock = clock;
    this.#onBroken = onBroken;
  }

  changed(job: Job): void {
    this.#post('changed', [job]);
  }

  added(jobs: readonly Job[]): void {
    this.#post('added', jobs);
  }

  removed(uuid: string): void {
    this.#channel.post({type: 'removed', uuids: [uuid]});
  }

  progressed(uuid: string, kind: JobKind, {percent, sentBytes, totalBytes, speed}: StepProgress): void {
    this.#channel.post({type: 'progress', uuid, kind, percent, sentBytes, totalBytes, speed});
  }

  failed(job: Job, errorStatus: 0 | 1): void {
    const message = job.error?.message ?? '';
    this.#channel.post({type: 'job-failed', uuid: job.uuid, kind: job.kind, message, errorStatus});
  }

  gates(gates: Gates): void {
    this.#gates = gates;
    this.#channel.post({type: 'gates', gates});
  }

  broke(error: unknown): void {
    this.#onBroken(error);
  }

  #post(type: 'changed' | 'added', jobs: readonly Job[]): void {
    const shown = jobs.filter((job) => !job.removed);
    const [first] = shown;
    if (!first) return;
    const toIso = (ms: number) => this.#clock.toIso(ms);
    this.#channel.post({type, owner: first.owner, jobs: shown.map((job) => publicJob(job, this.#gates, toIso))});
  }
}
