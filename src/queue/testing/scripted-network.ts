import {JobError} from '../failure.ts';
import type {Endpoint} from '../job.ts';
import type {Health, HealthProbe} from '../ports.ts';

/** The endpoints, as they are: what is down answers neither probes nor steps. */
export class ScriptedNetwork implements HealthProbe {
  readonly up: Record<Endpoint, boolean>;
  /** Probes so far, in their order. */
  readonly asked: Endpoint[] = [];
  readonly bytesAt: Record<Endpoint, number> = {intranet: -Infinity, internet: -Infinity, ppj: -Infinity};

  constructor(up: Partial<Record<Endpoint, boolean>> = {}) {
    this.up = {intranet: false, internet: true, ppj: true, ...up};
  }

  async check(endpoint: Endpoint): Promise<Health> {
    this.asked.push(endpoint);
    await Promise.resolve();
    return {up: this.up[endpoint]};
  }

  lastBytesAt(endpoint: Endpoint): number {
    return this.bytesAt[endpoint];
  }

  /** @throws JobError `network-lost`, as every request does. */
  reach(endpoint: Endpoint): void {
    if (!this.up[endpoint]) throw new JobError('network-lost', `The ${endpoint} does not answer.`);
  }
}
