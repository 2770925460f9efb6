import {JobError} from '../failure.ts';
import {filmToSee} from '../film.ts';
import {appended, type LogEntry} from '../job-log.ts';
import {isFinal, keepsDownload, sameOwner, type Job, type JobKind, type Owner} from '../job.ts';
import {Fenced, type FilesInUse, type JobChange, type JobStore, type LaneQuery, type NewJob} from '../ports.ts';
import {wantedRouteOf} from '../wanted-route.ts';

/** What outlives an engine: shared by the stores of all contexts. */
export class MemoryDatabase {
  readonly jobs = new Map<string, Job>();
  logs = new Map<string, readonly LogEntry[]>();
  readonly places = {end: 0, front: 0};
  /** Of the engine that may write. */
  epoch = 0;
}

/** Jobs in memory. Each call takes its turn, as with a real store, and hands out copies. */
export class MemoryJobStore implements JobStore {
  readonly #db: MemoryDatabase;
  readonly #epoch: number | undefined;
  /** Calls so far, by name. */
  readonly calls = new Map<string, number>();
  #failures = 0;

  /** @param epoch Of the lease under which an engine writes; a write under an older one throws {@link Fenced}. */
  constructor(db = new MemoryDatabase(), epoch?: number) {
    this.#db = db;
    this.#epoch = epoch;
  }

  /** The next writes fail, as on a full disk. */
  failWrites(count: number): void {
    this.#failures = count;
  }

  async get(uuid: string): Promise<Job | undefined> {
    await this.#turn('get');
    return structuredClone(this.#db.jobs.get(uuid));
  }

  async list(owner: Owner, kind?: JobKind): Promise<readonly Job[]> {
    await this.#turn('list');
    return this.#inOrder(owner, (job) => kind === undefined || job.kind === kind);
  }

  async add(jobs: readonly NewJob[]): Promise<readonly Job[]> {
    await this.#write('add');
    const storable = structuredClone(jobs);
    return storable.map((job) => this.#append(job));
  }

  async update(uuid: string, change: JobChange, spawn?: (job: Job) => readonly NewJob[]): Promise<Job | undefined> {
    await this.#write('update');
    return this.#replace(uuid, change, spawn);
  }

  async updateAll(uuids: readonly string[], change: JobChange): Promise<readonly (Job | undefined)[]> {
    await this.#write('updateAll');
    const before = {jobs: [...this.#db.jobs], logs: new Map(this.#db.logs), places: {...this.#db.places}};
    try {
      return uuids.map((uuid) => this.#replace(uuid, change));
    } catch (error) {
      for (const [uuid, job] of before.jobs) this.#db.jobs.set(uuid, job);
      this.#db.logs = before.logs;
      Object.assign(this.#db.places, before.places);
      throw error;
    }
  }

  #replace(uuid: string, change: JobChange, spawn?: (job: Job) => readonly NewJob[]): Job | undefined {
    const {jobs, places} = this.#db;
    const job = jobs.get(uuid);
    if (!job) return undefined;
    const {notes, ...next} = change(job, {endPlace: places.end + 1, frontPlace: places.front - 1});
    const spawned = structuredClone(spawn?.(next) ?? []);
    places.end = Math.max(places.end, next.place);
    places.front = Math.min(places.front, next.place);
    jobs.set(uuid, structuredClone(next));
    if (notes) this.#db.logs.set(uuid, structuredClone(appended(this.#db.logs.get(uuid) ?? [], notes)));
    for (const other of spawned) this.#append(other);
    return structuredClone(next);
  }

  async remove(uuids: readonly string[]): Promise<void> {
    await this.#write('remove');
    for (const uuid of uuids) {
      this.#db.jobs.delete(uuid);
      this.#db.logs.delete(uuid);
    }
  }

  async log(uuid: string): Promise<readonly LogEntry[]> {
    await this.#turn('log');
    return structuredClone(this.#db.logs.get(uuid) ?? []);
  }

  async waiting({owner, kind, routes}: LaneQuery, limit: number): Promise<readonly Job[]> {
    await this.#turn('waiting');
    const waits = (job: Job) => {
      const {status} = job;
      if (job.kind !== kind || status.state !== 'waiting' || status.blocked) return false;
      return routes.includes(status.needs ?? wantedRouteOf(job));
    };
    return this.#inOrder(owner, waits, limit);
  }

  async dueRetries(owner: Owner, now: number): Promise<readonly Job[]> {
    await this.#turn('dueRetries');
    return this.#inOrder(owner, ({status}) => status.state === 'retrying' && status.retryAt <= now);
  }

  async nextRetryAt(owner: Owner): Promise<number | undefined> {
    await this.#turn('nextRetryAt');
    const times = this.#all((job) => sameOwner(job.owner, owner) && !job.removed).flatMap(({status}) =>
      status.state === 'retrying' ? [status.retryAt] : [],
    );
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  async running(): Promise<readonly Job[]> {
    await this.#turn('running');
    return structuredClone(this.#all(({status, removed}) => status.state === 'running' && !removed));
  }

  async blocked(owner: Owner): Promise<readonly Job[]> {
    await this.#turn('blocked');
    return this.#inOrder(owner, ({status}) => status.state === 'waiting' && status.blocked !== undefined);
  }

  async owing(owner: Owner, now: number): Promise<readonly Job[]> {
    await this.#turn('owing');
    const owing = this.#all((job) => sameOwner(job.owner, owner) && job.owed !== undefined && job.owed.retryAt <= now);
    return structuredClone(owing.sort((a, b) => (a.owed?.retryAt ?? 0) - (b.owed?.retryAt ?? 0)));
  }

  async nextDebtAt(owner: Owner): Promise<number | undefined> {
    await this.#turn('nextDebtAt');
    const times = this.#all((job) => sameOwner(job.owner, owner)).flatMap(({owed}) => (owed ? [owed.retryAt] : []));
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  async readersOf(sourceId: string): Promise<readonly string[]> {
    await this.#turn('readersOf');
    return this.#all((job) => readsSource(job, sourceId)).map(({uuid}) => uuid);
  }

  async unseen(owner: Owner): Promise<Job | undefined> {
    await this.#turn('unseen');
    return this.#inOrder(owner, (job) => filmToSee(job) !== undefined, 1)[0];
  }

  async filesInUse(): Promise<FilesInUse> {
    await this.#turn('filesInUse');
    const sources = this.#all((job) => 'source' in job && readsSource(job, job.source.id));
    const renditions = this.#all((job) => job.kind === 'transcode' && !job.removed && job.status.state !== 'cancelled');
    return {
      sourceIds: new Set(sources.flatMap((job) => ('source' in job ? [job.source.id] : []))),
      renditionUuids: new Set(renditions.map(({uuid}) => uuid)),
      downloadUuids: new Set(this.#all(keepsDownload).map(({uuid}) => uuid)),
      identifiers: new Set(this.#all(({removed}) => !removed).map(({identifier}) => identifier)),
    };
  }

  async hasWork(owner: Owner): Promise<boolean> {
    await this.#turn('hasWork');
    return this.#all((job) => sameOwner(job.owner, owner) && !job.removed && isWork(job)).length > 0;
  }

  #append(job: NewJob): Job {
    const {jobs, places} = this.#db;
    const known = jobs.get(job.uuid);
    if (known) return structuredClone(known);
    // A new job is a job without its place; with one it is whole.
    const placed = {...job, place: (places.end += 1)} as Job;
    jobs.set(job.uuid, placed);
    return structuredClone(placed);
  }

  #all(wanted: (job: Job) => boolean): Job[] {
    return [...this.#db.jobs.values()].filter(wanted);
  }

  #inOrder(owner: Owner, wanted: (job: Job) => boolean, limit = Infinity): Job[] {
    const jobs = this.#all((job) => sameOwner(job.owner, owner) && !job.removed && wanted(job));
    return structuredClone(jobs.sort((a, b) => a.place - b.place).slice(0, limit));
  }

  async #turn(name: string): Promise<void> {
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
    await Promise.resolve();
  }

  async #write(name: string): Promise<void> {
    await this.#turn(name);
    if (this.#epoch !== undefined && this.#epoch !== this.#db.epoch) throw new Fenced('Another engine has taken over.');
    if (this.#failures > 0) {
      this.#failures -= 1;
      throw new JobError('storage-full', 'This device has no room left for the list of jobs.');
    }
  }
}

function readsSource(job: Job, sourceId: string): boolean {
  if (!('source' in job) || job.source.id !== sourceId || job.removed) return false;
  return !isFinal(job.status) || job.status.state === 'failed';
}

function isWork({status}: Job): boolean {
  if (status.state === 'waiting') return !status.blocked;
  return status.state === 'running' || status.state === 'retrying';
}
