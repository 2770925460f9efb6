import type {PublicJob} from '../queue/public-job.ts';
import {type Held, placeOf} from './arrangement.ts';
import {groupOf} from './facets.ts';
import {RunningTally} from './tally.ts';

const checkShownMs = 1_200;
const longestHoldMs = 3_000;

interface Hold extends Held {
  readonly untilMs: number;
}

/** The jobs as they are known now, with their sums, and the rows that hold their place for a moment. */
export class LiveJobs {
  /** All that are shown. */
  readonly byUuid = new Map<string, PublicJob>();
  readonly tally = new RunningTally();
  readonly #hidden = new Map<string, PublicJob>();
  readonly #holds = new Map<string, Hold>();
  #attended: ReadonlySet<string> = new Set();

  put(job: PublicJob, nowMs: number): void {
    if (this.#hidden.has(job.uuid)) {
      this.#hidden.set(job.uuid, job);
      return;
    }
    const before = this.byUuid.get(job.uuid);
    if (before) this.#hold(before, job, nowMs);
    this.tally.replace(before, job);
    this.byUuid.set(job.uuid, job);
  }

  delete(uuid: string): void {
    this.#hidden.delete(uuid);
    this.#holds.delete(uuid);
    this.tally.replace(this.byUuid.get(uuid), undefined);
    this.byUuid.delete(uuid);
  }

  clear(): void {
    for (const uuid of [...this.byUuid.keys()]) this.delete(uuid);
    this.#hidden.clear();
  }

  /** Takes rows off the list while their removal can still be undone. */
  hide(uuids: readonly string[]): void {
    for (const uuid of uuids) {
      const job = this.byUuid.get(uuid);
      if (!job) continue;
      this.delete(uuid);
      this.#hidden.set(uuid, job);
    }
  }

  unhide(uuids: readonly string[], nowMs: number): void {
    for (const uuid of uuids) {
      const job = this.#hidden.get(uuid);
      this.#hidden.delete(uuid);
      if (job) this.put(job, nowMs);
    }
  }

  /** The rows under the pointer and with the focus: they do not move away, for a while. */
  attend(uuids: ReadonlySet<string>): void {
    for (const uuid of this.#attended) if (!uuids.has(uuid)) this.#holds.delete(uuid);
    this.#attended = uuids;
  }

  /** Rows that hold their place now; those whose time is over go. */
  heldAt(nowMs: number): ReadonlyMap<string, Held> {
    for (const [uuid, {untilMs}] of this.#holds) if (untilMs <= nowMs) this.#holds.delete(uuid);
    return this.#holds;
  }

  /** When the next row may leave its place. */
  get nextReleaseMs(): number | undefined {
    if (this.#holds.size === 0) return undefined;
    return Math.min(...[...this.#holds.values()].map(({untilMs}) => untilMs));
  }

  #hold(before: PublicJob, after: PublicJob, nowMs: number): void {
    const group = groupOf(before);
    if (this.#holds.has(before.uuid) || group === groupOf(after)) return;
    const forMs = this.#attended.has(before.uuid) ? longestHoldMs : after.state === 'done' ? checkShownMs : 0;
    if (forMs > 0) this.#holds.set(before.uuid, {group, place: placeOf(before, group), untilMs: nowMs + forMs});
  }
}
