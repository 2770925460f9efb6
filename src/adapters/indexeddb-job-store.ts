import type {IDBPTransaction} from 'idb';
import {filmToSee} from '../queue/film.ts';
import {appended, type LogEntry} from '../queue/job-log.ts';
import {isFinal, keepsDownload, type Job, type JobKind, type JobStatus, type Owner} from '../queue/job.ts';
import {Fenced, type FilesInUse, type JobChange, type JobStore, type LaneQuery, type NewJob} from '../queue/ports.ts';
import {wantedRouteOf} from '../queue/wanted-route.ts';
import {ownerKey, readMeta, strict, type Database, type JobRecord, type Schema} from './database.ts';
import {storageError} from './out-of-space.ts';

const noPlaces = {end: 0, front: 0};
/** So often a look into an index also tidies it. */
const tidyEvery = 32;

type Index = keyof Schema['jobs']['indexes'];

/** Jobs in IndexedDB, written with strict durability (SPEC Q2). */
export class IndexedDbJobStore implements JobStore {
  readonly #db: Database;
  readonly #epoch: number | undefined;
  readonly #looks = new Map<Index, number>();

  /** @param epoch Of the lease under which an engine writes; a write under an older one throws {@link Fenced}. */
  constructor(db: Database, epoch?: number) {
    this.#db = db;
    this.#epoch = epoch;
  }

  async get(uuid: string): Promise<Job | undefined> {
    return (await this.#db.get('jobs', uuid))?.job;
  }

  async list(owner: Owner, kind?: JobKind): Promise<readonly Job[]> {
    const prefix = kind === undefined ? [ownerKey(owner)] : [ownerKey(owner), kind];
    return jobsOf(await this.#db.getAllFromIndex('jobs', 'list', startingWith(prefix)));
  }

  async add(jobs: readonly NewJob[]): Promise<readonly Job[]> {
    return await this.#write(async (tx) => {
      const places = (await readMeta(tx.meta, 'places')) ?? noPlaces;
      let {end} = places;
      const stored: Job[] = [];
      for (const job of jobs) {
        const known = await tx.jobs.get(job.uuid);
        if (!known) end += 1;
        const placed = known?.job ?? withPlace(job, end);
        if (!known) void tx.jobs.put(recordOf(placed));
        stored.push(placed);
      }
      await tx.meta.put({...places, end}, 'places');
      return stored;
    });
  }

  async update(uuid: string, change: JobChange, spawn?: (job: Job) => readonly NewJob[]): Promise<Job | undefined> {
    return await this.#write(async (tx) => await replace(tx, uuid, change, spawn));
  }

  async updateAll(uuids: readonly string[], change: JobChange): Promise<readonly (Job | undefined)[]> {
    return await this.#write(async (tx) => {
      const stored: (Job | undefined)[] = [];
      for (const uuid of uuids) stored.push(await replace(tx, uuid, change));
      return stored;
    });
  }

  async remove(uuids: readonly string[]): Promise<void> {
    await this.#write(async (tx) => {
      await Promise.all(uuids.flatMap((uuid) => [tx.jobs.delete(uuid), tx.logs.delete(uuid)]));
    });
  }

  async log(uuid: string): Promise<readonly LogEntry[]> {
    return (await this.#db.get('logs', uuid))?.entries ?? [];
  }

  async waiting({owner, kind, routes}: LaneQuery, limit: number): Promise<readonly Job[]> {
    const lanes = await Promise.all(
      routes.map((route) => this.#look('waiting').getAll(startingWith([ownerKey(owner), kind, route]), limit)),
    );
    return jobsOf(lanes.flat())
      .sort((a, b) => a.place - b.place)
      .slice(0, limit);
  }

  async dueRetries(owner: Owner, now: number): Promise<readonly Job[]> {
    const range = IDBKeyRange.bound([ownerKey(owner)], [ownerKey(owner), now]);
    return jobsOf(await this.#look('retry').getAll(range)).sort((a, b) => a.place - b.place);
  }

  async nextRetryAt(owner: Owner): Promise<number | undefined> {
    return await this.#firstTime('retry', owner);
  }

  async running(): Promise<readonly Job[]> {
    return jobsOf(await this.#look('running').getAll());
  }

  async blocked(owner: Owner): Promise<readonly Job[]> {
    return jobsOf(await this.#look('blocked').getAll(ownerKey(owner)));
  }

  async owing(owner: Owner, now: number): Promise<readonly Job[]> {
    const range = IDBKeyRange.bound([ownerKey(owner)], [ownerKey(owner), now]);
    return jobsOf(await this.#look('debt').getAll(range));
  }

  async nextDebtAt(owner: Owner): Promise<number | undefined> {
    return await this.#firstTime('debt', owner);
  }

  async readersOf(sourceId: string): Promise<readonly string[]> {
    return await this.#db.getAllKeysFromIndex('jobs', 'reads', sourceId);
  }

  async hasWork(owner: Owner): Promise<boolean> {
    return (await this.#look('work').getKey(ownerKey(owner))) !== undefined;
  }

  async unseen(owner: Owner): Promise<Job | undefined> {
    return (await this.#look('unseen').get(startingWith([ownerKey(owner)])))?.job;
  }

  async filesInUse(): Promise<FilesInUse> {
    const sourceIds = new Set<string>();
    const renditionUuids = new Set<string>();
    const downloadUuids = new Set<string>();
    const identifiers = new Set<string>();
    let cursor = await this.#db.transaction('jobs').store.openCursor();
    for (; cursor; cursor = await cursor.continue()) {
      const {reads, job} = cursor.value;
      if (!job.removed) identifiers.add(job.identifier);
      if (reads !== undefined) sourceIds.add(reads);
      if (job.kind === 'transcode' && !job.removed && job.status.state !== 'cancelled') renditionUuids.add(job.uuid);
      if (keepsDownload(job)) downloadUuids.add(job.uuid);
    }
    return {sourceIds, renditionUuids, downloadUuids, identifiers};
  }

  async #firstTime(index: 'retry' | 'debt', owner: Owner): Promise<number | undefined> {
    const cursor = await this.#look(index).openKeyCursor(startingWith([ownerKey(owner)]));
    return cursor?.key[1];
  }

  /**
   * An index, in a transaction of its own. Chromium leaves the entries of overwritten records in it and steps over them
   * at every look: 10,000 jobs that are done cost 60 ms. Only a transaction that may write sweeps them out.
   */
  #look<Name extends Index>(index: Name) {
    const looks = this.#looks.get(index) ?? 0;
    this.#looks.set(index, looks + 1);
    const jobs =
      looks % tidyEvery === 0
        ? this.#db.transaction('jobs', 'readwrite', {durability: 'relaxed'}).store
        : this.#db.transaction('jobs').store;
    return jobs.index(index);
  }

  async #write<T>(work: (tx: ReturnType<typeof storesOf>) => Promise<T>): Promise<T> {
    const tx = this.#db.transaction(['jobs', 'logs', 'meta'], 'readwrite', strict);
    // `done` rejects as well when a call below fails: one of the two is enough to hear.
    tx.done.catch(() => undefined);
    try {
      const stores = storesOf(tx);
      if (this.#epoch !== undefined) {
        const lease = await readMeta(stores.meta, 'lease');
        if (lease?.epoch !== this.#epoch) throw new Fenced('Another engine has taken over.');
      }
      const result = await work(stores);
      await tx.done;
      return result;
    } catch (error) {
      if (tx.error === null) abortQuietly(tx);
      throw storageError(error);
    }
  }
}

async function replace(
  tx: ReturnType<typeof storesOf>,
  uuid: string,
  change: JobChange,
  spawn?: (job: Job) => readonly NewJob[],
): Promise<Job | undefined> {
  // The log at the same time, since nearly every change notes something: a wait of its own would cost more.
  const [record, known, log] = await Promise.all([tx.jobs.get(uuid), readMeta(tx.meta, 'places'), tx.logs.get(uuid)]);
  if (!record) return undefined;
  const places = known ?? noPlaces;
  const changed = change(record.job, {endPlace: places.end + 1, frontPlace: places.front - 1});
  const {notes, ...next} = changed;
  let {end, front} = places;
  if (next.place > end) end = next.place;
  if (next.place < front) front = next.place;
  if (changed !== record.job) void tx.jobs.put(recordOf(next));
  if (notes) void tx.logs.put({uuid, entries: appended(log?.entries ?? [], notes)});
  for (const job of spawn?.(next) ?? []) {
    end += 1;
    void tx.jobs.put(recordOf(withPlace(job, end)));
  }
  if (end !== places.end || front !== places.front) await tx.meta.put({end, front}, 'places');
  return next;
}

type WriteTransaction = IDBPTransaction<Schema, ['jobs', 'logs', 'meta'], 'readwrite'>;

function storesOf(tx: WriteTransaction) {
  return {jobs: tx.objectStore('jobs'), logs: tx.objectStore('logs'), meta: tx.objectStore('meta')};
}

function abortQuietly(tx: {abort(): void}): void {
  try {
    tx.abort();
  } catch {
    // It has ended already, which is what we want.
  }
}

function withPlace(job: NewJob, place: number): Job {
  // A new job is a job without its place; with one it is whole.
  return {...job, place} as Job;
}

function jobsOf(records: readonly JobRecord[]): Job[] {
  return records.map(({job}) => job);
}

/** Keys that begin with these parts: an array sorts after every number and string. */
function startingWith(prefix: readonly string[]): IDBKeyRange {
  return IDBKeyRange.bound([...prefix], [...prefix, []]);
}

/** The keys by which a job is found, out of its state: the one place that knows both. */
export function recordOf(job: Job): JobRecord {
  const owner = ownerKey(job.owner);
  const {uuid, kind, status, place, owed} = job;
  const base = {uuid, job, ...(owed && {debt: [owner, owed.retryAt] as [string, number]})};
  if (job.removed) return base;
  return {
    ...base,
    list: [owner, kind, place],
    ...(status.state === 'waiting' &&
      !status.blocked && {waiting: [owner, kind, status.needs ?? wantedRouteOf(job), place]}),
    ...(status.state === 'waiting' && status.blocked && {blocked: owner}),
    ...(status.state === 'retrying' && {retry: [owner, status.retryAt]}),
    ...(status.state === 'running' && {running: 1}),
    ...('source' in job && job.source && (!isFinal(status) || status.state === 'failed') && {reads: job.source.id}),
    ...(runsByItself(status) && {work: owner}),
    ...(filmToSee(job) && {unseen: [owner, place]}),
  };
}

function runsByItself(status: JobStatus): boolean {
  return status.state === 'running' || status.state === 'retrying' || (status.state === 'waiting' && !status.blocked);
}
