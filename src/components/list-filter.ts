import type {JobKind} from '../queue/job.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {Arrangement} from '../store/arrangement.ts';
import {type Facet, type Group, facetOf, groups} from '../store/facets.ts';

export const sorts = ['queue', 'name', 'size', 'newest'] as const;
export type Sort = (typeof sorts)[number];

/** Which rows are wanted, and in which order. */
export interface Filter {
  readonly kind: JobKind | 'all';
  readonly query: string;
  readonly facet: Facet | undefined;
  readonly sort: Sort;
}

/** The rows of one group. */
export interface Section {
  readonly group: Group;
  /** All that pass the filter. */
  readonly uuids: readonly string[];
  /** How many of them are drawn until the rest is asked for. */
  readonly shown: number;
}

/** How many rows a group shows until all are asked for. */
const firstRows: Partial<Record<Group, number>> = {need: 5, done: 50};

/**
 * The groups with the rows that pass the filter; groups without any are left out.
 *
 * @param expanded Groups of which all rows were asked for.
 */
export function sectionsOf(
  arrangement: Arrangement,
  byUuid: ReadonlyMap<string, PublicJob>,
  filter: Filter,
  expanded: ReadonlySet<Group>,
): readonly Section[] {
  const passes = predicate(filter);
  const sections: Section[] = [];
  for (const group of groups) {
    const uuids = sorted(
      passes ? pick(arrangement.groups[group], byUuid, passes) : arrangement.groups[group],
      byUuid,
      filter.sort,
    );
    if (uuids.length === 0) continue;
    const first = expanded.has(group) || filter.facet === group ? Infinity : (firstRows[group] ?? Infinity);
    sections.push({group, uuids, shown: Math.min(uuids.length, first)});
  }
  return sections;
}

/** The newer sections, or the older ones if they say the same: so that nothing is drawn for nothing. */
export function keepUnchangedSections(older: readonly Section[], newer: readonly Section[]): readonly Section[] {
  const same =
    older.length === newer.length &&
    newer.every((section, index) => {
      const other = older[index];
      return other?.group === section.group && other.shown === section.shown && sameRows(other.uuids, section.uuids);
    });
  return same ? older : newer;
}

function sameRows(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((uuid, index) => uuid === b[index]));
}

/** Undefined: everything passes. */
function predicate({kind, query, facet}: Filter): ((job: PublicJob) => boolean) | undefined {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (kind === 'all' && facet === undefined && words.length === 0) return undefined;
  return (job) => {
    if (kind !== 'all' && job.kind !== kind) return false;
    if (facet !== undefined && facetOf(job) !== facet) return false;
    if (words.length === 0) return true;
    const name = job.fileName.toLowerCase();
    return words.every((word) => name.includes(word));
  };
}

function pick(
  uuids: readonly string[],
  byUuid: ReadonlyMap<string, PublicJob>,
  passes: (job: PublicJob) => boolean,
): readonly string[] {
  return uuids.filter((uuid) => {
    const job = byUuid.get(uuid);
    return job !== undefined && passes(job);
  });
}

const orders: Readonly<Record<Exclude<Sort, 'queue'>, (a: PublicJob, b: PublicJob) => number>> = {
  name: (a, b) => names.compare(a.fileName, b.fileName),
  size: (a, b) => b.fileSize - a.fileSize,
  newest: (a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0),
};
const names = new Intl.Collator(undefined, {numeric: true});

function sorted(uuids: readonly string[], byUuid: ReadonlyMap<string, PublicJob>, sort: Sort): readonly string[] {
  if (sort === 'queue') return uuids;
  const jobs = uuids.flatMap((uuid) => byUuid.get(uuid) ?? []);
  return jobs.sort(orders[sort]).map(({uuid}) => uuid);
}
