import type {PublicJob} from '../queue/public-job.ts';
import {type Group, groupOf, groups} from './facets.ts';
import {usualDeckSeconds} from './usual-time.ts';

/** Every job's place on screen. */
export interface Arrangement {
  readonly groups: Readonly<Record<Group, readonly string[]>>;
  /** How many jobs of its lane run before a waiting one. */
  readonly ahead: ReadonlyMap<string, number>;
  /** How long the service usually takes for a deck, in seconds. */
  readonly usualDeckSeconds: number | undefined;
}

export const emptyArrangement: Arrangement = {
  groups: {need: [], now: [], next: [], done: []},
  ahead: new Map(),
  usualDeckSeconds: undefined,
};

/** A row that keeps its place although its job has moved on. */
export interface Held {
  readonly group: Group;
  /** Sorts it as before. */
  readonly place: number;
}

/**
 * Puts jobs into groups, each in its order: by place, what waits for the network before what waits its turn;
 * *Done* with the newest first.
 *
 * @param held Rows that stay where they are for now, by uuid.
 */
export function arrange(jobs: Iterable<PublicJob>, held: ReadonlyMap<string, Held>): Arrangement {
  const entries: Record<Group, Entry[]> = {need: [], now: [], next: [], done: []};
  const waiting: Entry[] = [];
  const decks: PublicJob[] = [];
  for (const job of jobs) {
    const hold = held.get(job.uuid);
    const group = hold?.group ?? groupOf(job);
    const entry = {job, rank: rankOf(job, group), place: hold?.place ?? placeOf(job, group)};
    entries[group].push(entry);
    if (job.state === 'waiting' && job.blocked === undefined) waiting.push(entry);
    if (job.madeSeconds !== undefined) decks.push(job);
  }
  return {
    groups: Object.fromEntries(
      groups.map((group) => [group, entries[group].sort(byPlace).map(({job}) => job.uuid)]),
    ) as Record<Group, string[]>, // fromEntries forgets the names of the keys
    ahead: countAhead(waiting),
    usualDeckSeconds: usualDeckSeconds(decks),
  };
}

/** The newer arrangement, with the older one's lists wherever they say the same: so their readers see no change. */
export function keepUnchanged(older: Arrangement, newer: Arrangement): Arrangement {
  const same = groups.filter((group) => sameOrder(older.groups[group], newer.groups[group]));
  const kept = Object.fromEntries(same.map((group) => [group, older.groups[group]]));
  return {...newer, groups: same.length === groups.length ? older.groups : {...newer.groups, ...kept}};
}

function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((uuid, index) => uuid === b[index]);
}

interface Entry {
  readonly job: PublicJob;
  readonly rank: 0 | 1;
  readonly place: number;
}

function byPlace(a: Entry, b: Entry): number {
  return a.rank - b.rank || a.place - b.place;
}

function rankOf(job: PublicJob, group: Group): 0 | 1 {
  return group === 'next' && job.state === 'waiting' && job.blocked === 'network' ? 0 : 1;
}

export function placeOf(job: PublicJob, group: Group): number {
  return group === 'done' ? -Date.parse(job.doneAt ?? job.createdAt) : job.place;
}

function countAhead(waiting: Entry[]): ReadonlyMap<string, number> {
  const seen = {upload: 0, download: 0, transcode: 0, convert: 0};
  const ahead = new Map<string, number>();
  for (const {job} of waiting.sort((a, b) => a.job.place - b.job.place)) {
    ahead.set(job.uuid, seen[job.kind]);
    seen[job.kind] += 1;
  }
  return ahead;
}
