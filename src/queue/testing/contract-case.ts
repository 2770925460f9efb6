import type {Job} from '../job.ts';
import type {JobStore} from '../ports.ts';
import {unplaced} from './builders.ts';

/** One sentence about every job store. It knows no test runner, so that it can run in a page too. */
export interface ContractCase {
  readonly title: string;
  /** @param createStore Makes an empty store. @throws Error when the sentence is not true. */
  readonly run: (createStore: () => Promise<JobStore>) => Promise<void>;
}

export async function add(store: JobStore, ...jobs: readonly Job[]): Promise<void> {
  await store.add(jobs.map(unplaced));
}

export async function uuidsOf(jobs: Promise<readonly Job[]>): Promise<readonly string[]> {
  return (await jobs).map(({uuid}) => uuid);
}

export function placeOf(job: Job | undefined): number {
  if (!job) throw new Error('A job is missing.');
  return job.place;
}

export function assert(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`It is not true that ${what}.`);
}

/** Compares data, with the keys of objects in any order. */
export function assertEqual(actual: unknown, expected: unknown): void {
  const [is, shouldBe] = [canonical(actual), canonical(expected)];
  if (is !== shouldBe) throw new Error(`Expected ${shouldBe}, got ${is}.`);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === undefined) return '(undefined)';
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

export async function assertRejects(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It did not reject.');
}
