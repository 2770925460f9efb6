import type {JobKind} from '../queue/job.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {type Facet, facetOf, facets, isOpen} from './facets.ts';

/** Jobs and their bytes. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** Sums over the jobs of one kind, or of all. */
export interface Tally {
  readonly count: number;
  readonly bytes: number;
  /** `leftBytes`: what has not arrived yet of the open ones among them. */
  readonly facets: Readonly<Record<Facet, Amount & {readonly leftBytes: number}>>;
  /** Has arrived: jobs in state `done`. */
  readonly arrived: Amount;
  /** Neither done, failed nor cancelled; `sentBytes` of them are over there. */
  readonly open: Amount & {readonly sentBytes: number};
  /** Bytes that are still to go over the wire without anyone doing anything: open, unpaused, and no transcode. */
  readonly remainingBytes: number;
}

export const kinds = ['upload', 'download', 'transcode', 'convert'] as const satisfies readonly JobKind[];
export type Tallies = Readonly<Record<JobKind | 'all', Tally>>;

/** Keeps sums up to date, change by change: their cost does not grow with the list. */
export class RunningTally {
  readonly #byKind: Readonly<Record<JobKind, MutableTally>> = {
    upload: emptyTally(),
    download: emptyTally(),
    transcode: emptyTally(),
    convert: emptyTally(),
  };

  /** @param before The job as it was counted; undefined for a new one. @param after Undefined when it is gone. */
  replace(before: PublicJob | undefined, after: PublicJob | undefined): void {
    if (before) count(this.#byKind[before.kind], before, -1);
    if (after) count(this.#byKind[after.kind], after, 1);
  }

  read(): Tallies {
    const all = emptyTally();
    for (const kind of kinds) add(all, this.#byKind[kind]);
    return structuredClone({all, ...this.#byKind});
  }
}

type Mutable<T> = {-readonly [Key in keyof T]: T[Key] extends object ? Mutable<T[Key]> : T[Key]};
type MutableTally = Mutable<Tally>;

function emptyTally(): MutableTally {
  const amount = () => ({count: 0, bytes: 0});
  const facet = () => ({...amount(), leftBytes: 0});
  return {
    ...amount(),
    facets: {need: facet(), now: facet(), retrying: facet(), next: facet(), paused: facet(), done: facet()},
    arrived: amount(),
    open: {...amount(), sentBytes: 0},
    remainingBytes: 0,
  };
}

function count(tally: MutableTally, job: PublicJob, sign: 1 | -1): void {
  const bytes = sign * job.fileSize;
  addAmount(tally, sign, bytes);
  const facet = tally.facets[facetOf(job)];
  addAmount(facet, sign, bytes);
  if (job.state === 'done') addAmount(tally.arrived, sign, bytes);
  if (!isOpen(job)) return;
  const sentBytes = sign * Math.floor((job.fileSize * job.percent) / 100);
  addAmount(tally.open, sign, bytes);
  tally.open.sentBytes += sentBytes;
  facet.leftBytes += bytes - sentBytes;
  if (job.state !== 'paused' && job.kind !== 'transcode') tally.remainingBytes += bytes - sentBytes;
}

function add(sum: MutableTally, part: MutableTally): void {
  addAmount(sum, part.count, part.bytes);
  for (const facet of facets) {
    addAmount(sum.facets[facet], part.facets[facet].count, part.facets[facet].bytes);
    sum.facets[facet].leftBytes += part.facets[facet].leftBytes;
  }
  addAmount(sum.arrived, part.arrived.count, part.arrived.bytes);
  addAmount(sum.open, part.open.count, part.open.bytes);
  sum.open.sentBytes += part.open.sentBytes;
  sum.remainingBytes += part.remainingBytes;
}

function addAmount(amount: Mutable<Amount>, count: number, bytes: number): void {
  amount.count += count;
  amount.bytes += bytes;
}
