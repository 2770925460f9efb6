import {JobError} from '../failure.ts';
import type {Route} from '../job.ts';
import type {Health, HealthProbe} from '../ports.ts';

/** Both endpoints, as they are: what is down answers neither probes nor steps. */
export class ScriptedNetwork implements HealthProbe {
  readonly up: Record<Route, boolean>;
  /** Probes so far, in their order. */
  readonly asked: Route[] = [];
  readonly bytesAt: Record<Route, number> = {intranet: -Infinity, internet: -Infinity};

  constructor(up: Partial<Record<Route, boolean>> = {}) {
    this.up = {intranet: false, internet: true, ...up};
  }

  async check(route: Route): Promise<Health> {
    this.asked.push(route);
    await Promise.resolve();
    return {up: this.up[route]};
  }

  lastBytesAt(route: Route): number {
    return this.bytesAt[route];
  }

  /** @throws JobError `network-lost`, as every request does. */
  reach(route: Route): void {
    if (!this.up[route]) throw new JobError('network-lost', `The ${route} does not answer.`);
  }
}
