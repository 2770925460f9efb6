import type {PublicJob} from '../queue/public-job.ts';

/** What the list is grouped into, in this order. */
export const groups = ['need', 'now', 'next', 'done'] as const;
export type Group = (typeof groups)[number];

/** What the list can be filtered by: every job is in exactly one. */
export const facets = ['need', 'now', 'retrying', 'next', 'paused', 'done'] as const;
export type Facet = (typeof facets)[number];

const groupOfFacet = {
  need: 'need',
  now: 'now',
  retrying: 'next',
  next: 'next',
  paused: 'next',
  done: 'done',
} as const satisfies Record<Facet, Group>;

/** Where a job belongs by its state alone. */
export function facetOf({state, blocked}: Pick<PublicJob, 'state' | 'blocked'>): Facet {
  switch (state) {
    case 'added':
      return 'next';
    case 'waiting':
      return blocked === 'permission' ? 'need' : 'next';
    case 'running':
      return 'now';
    case 'retrying':
      return 'retrying';
    case 'paused':
      return 'paused';
    case 'failed':
      return 'need';
    case 'done':
    case 'cancelled':
      return 'done';
  }
}

export function groupOf(job: Pick<PublicJob, 'state' | 'blocked'>): Group {
  return groupOfFacet[facetOf(job)];
}

/** Neither done nor given up: its bytes are still to be carried. */
export function isOpen({state}: Pick<PublicJob, 'state'>): boolean {
  return state !== 'done' && state !== 'cancelled' && state !== 'failed';
}
