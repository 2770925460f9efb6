import type {Snapshot} from '../store/snapshot.ts';
import type {Tallies, Tally} from '../store/tally.ts';
import type {TabCounts} from './kind-tabs.ts';
import {tabs} from './shell-events.ts';

/** What the shell says about jobs together: all of them, or those of a tab. */
export interface ShellFacts {
  readonly all: number;
  readonly running: number;
  /** Jobs that neither arrived nor were cancelled: what would be lost with this device. */
  readonly unfinished: number;
  /** Unfinished jobs that go on by themselves. */
  readonly goOn: number;
  readonly needYou: number;
  readonly paused: number;
  readonly arrived: number;
  /** Acknowledged bytes of all unfinished jobs, 0–100; `undefined` without any. */
  readonly percent: number | undefined;
}

export function factsOf(all: Tally): ShellFacts {
  const {need, now, retrying, next, paused, done} = all.facets;
  const {open} = all;
  return {
    all: all.count,
    running: now.count,
    unfinished: all.count - done.count,
    goOn: now.count + retrying.count + next.count,
    needYou: need.count,
    paused: paused.count,
    arrived: all.arrived.count,
    percent: open.count === 0 ? undefined : open.bytes === 0 ? 0 : (open.sentBytes / open.bytes) * 100,
  };
}

/** Counts of all states; a tab that holds a job needing a person is marked. */
export function tabCountsOf(tallies: Tallies): TabCounts {
  return Object.fromEntries(
    tabs.map((tab) => [tab, {count: tallies[tab].count, needsYou: tallies[tab].facets.need.count > 0}]),
  ) as TabCounts; // fromEntries forgets the names of the keys
}

/** What stands in the browser's tab. */
export function titleOf({needYou, running, percent}: ShellFacts): string {
  if (needYou > 0) return `(${String(needYou)}) Carryon`;
  return running > 0 && percent !== undefined ? `${String(Math.floor(percent))}% · Carryon` : 'Carryon';
}

/** Whether two snapshots look the same from the shell, which shows sums and no single job. */
export function looksSame(a: Snapshot, b: Snapshot): boolean {
  return (
    a.loaded === b.loaded &&
    a.state === b.state &&
    a.tallies === b.tallies &&
    a.settings === b.settings &&
    a.pendingRemoval === b.pendingRemoval &&
    a.busy === b.busy &&
    a.trouble === b.trouble &&
    a.addErrors === b.addErrors &&
    Math.round(a.bytesPerSecond / 1e5) === Math.round(b.bytesPerSecond / 1e5)
  );
}
