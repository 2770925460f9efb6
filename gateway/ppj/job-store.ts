import {z} from 'zod';
import type {Database, Query, SqlValue} from '../records/database.ts';
import {nextState} from './job-states.ts';
import type {JobEvent} from './job-states.ts';
import type {Job} from './job.ts';
import {newToken} from './new-token.ts';

/** A presentation that has arrived whole. */
export interface Received {
  readonly identifier: string | undefined;
  readonly notifyUrl: string | undefined;
  readonly sizeBytes: number;
  readonly sourceId: string;
}

/** When a Job was created: from `start` on, before `end`. */
export interface Period {
  readonly start: Date | undefined;
  readonly end: Date | undefined;
}

/** What an event changes beside the state. */
export type Changes = Partial<
  Pick<Job, 'totalPages' | 'lastError' | 'sourceId' | 'zipId' | 'starts' | 'notifyTries' | 'notifyAt'>
>;

/** The Jobs of the built-in service, in plain SQL. */
export class JobStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Notes a Job whose bytes begin to arrive. @returns Its token. */
  async begin(owner: string, fileName: string): Promise<string> {
    const token = newToken();
    const sql = `insert into ppj_jobs (token, owner, state, file_name, file_size) values ($1, $2, 'uploading', $3, 0)`;
    await this.#database.query(sql, [token, owner, fileName]);
    return token;
  }

  /** Forgets a Job whose bytes did not arrive. */
  async forget(token: string): Promise<void> {
    await this.#database.query(`delete from ppj_jobs where token = $1 and state = 'uploading'`, [token]);
  }

  /** Forgets all Jobs whose bytes did not arrive. Only before the first request. */
  async forgetCut(): Promise<void> {
    await this.#database.query(`delete from ppj_jobs where state = 'uploading'`);
  }

  /**
   * Makes a Job of what arrived, unless its identifier has one (SPEC F13).
   *
   * @returns The one that is there now, and whether it is this one.
   */
  async receive(token: string, {identifier, notifyUrl, sizeBytes, sourceId}: Received) {
    return this.#database.transaction(async (query) => {
      const draft = await findByToken(query, token);
      const [earlier] = (
        await query('select * from ppj_jobs where owner = $1 and identifier = $2', [draft.owner, identifier ?? null])
      ).map(toJob);
      if (earlier !== undefined) {
        await query('delete from ppj_jobs where token = $1', [token]);
        return {job: earlier, isNew: false};
      }
      // In whole milliseconds, as it is told: whoever lists from that time on finds the Job.
      const createdAt = new Date().toISOString();
      const rows = await query(
        `update ppj_jobs set state = $2, identifier = $3, notify_url = $4, file_size = $5, source_id = $6, created_at = $7
         where token = $1 returning *`,
        [
          token,
          nextState(draft.state, 'received'),
          identifier ?? null,
          notifyUrl ?? null,
          sizeBytes,
          sourceId,
          createdAt,
        ],
      );
      return {job: only(rows.map(toJob)), isNew: true};
    });
  }

  async find(owner: string, token: string): Promise<Job | undefined> {
    const sql = 'select * from ppj_jobs where owner = $1 and token = $2';
    return (await this.#database.query(sql, [owner, token])).map(toJob)[0];
  }

  /** @throws Error if there is none. */
  async get(token: string): Promise<Job> {
    return findByToken(this.#database.query, token);
  }

  /** Tokens of the Jobs created in a period, the newest first; without those still arriving. */
  async list(owner: string, {start, end}: Period): Promise<readonly string[]> {
    const sql = `select token from ppj_jobs where owner = $1 and state <> 'uploading'
                   and ($2::timestamptz is null or created_at >= $2) and ($3::timestamptz is null or created_at < $3)
                 order by created_at desc, number desc`;
    const rows = await this.#database.query(sql, [owner, start?.toISOString() ?? null, end?.toISOString() ?? null]);
    return rows.map((row) => TokenRow.parse(row).token);
  }

  /** Jobs with which something is still to be done, the oldest first. */
  async unfinished(): Promise<readonly Job[]> {
    const sql = `select * from ppj_jobs where state in ('converting', 'disting', 'notifying') order by number`;
    return (await this.#database.query(sql)).map(toJob);
  }

  /** Jobs that came to their end before this moment, and still have their files. */
  async endedBefore(moment: Date): Promise<readonly Job[]> {
    const sql = `select * from ppj_jobs where state in ('completed', 'halted') and changed_at < $1`;
    return (await this.#database.query(sql, [moment.toISOString()])).map(toJob);
  }

  /** Notes what happened to a Job. @throws Error if that cannot happen to it, or it is not what it was any more. */
  async advance(job: Job, event: JobEvent, changes: Changes = {}): Promise<Job> {
    const values: SqlValue[] = [job.token, job.state, nextState(job.state, event)];
    const assignments = Object.entries(changes).map(([name, value]) => {
      values.push(value instanceof Date ? value.toISOString() : value);
      return `, ${columns[name as keyof Changes]} = $${values.length}`;
    });
    const sql = `update ppj_jobs set state = $3, changed_at = now()${assignments.join('')}
                 where token = $1 and state = $2 returning *`;
    return only((await this.#database.query(sql, values)).map(toJob));
  }
}

const columns = {
  totalPages: 'total_pages',
  lastError: 'last_error',
  sourceId: 'source_id',
  zipId: 'zip_id',
  starts: 'starts',
  notifyTries: 'notify_tries',
  notifyAt: 'notify_at',
} as const satisfies Record<keyof Changes, string>;

async function findByToken(query: Query, token: string): Promise<Job> {
  return only((await query('select * from ppj_jobs where token = $1', [token])).map(toJob));
}

function only(jobs: readonly Job[]): Job {
  const [job] = jobs;
  if (job === undefined) throw new Error('the Job is not what it was any more');
  return job;
}

const TokenRow = z.object({token: z.string()});

const JobRow = z.object({
  token: z.string(),
  owner: z.string(),
  state: z.enum(['uploading', 'converting', 'disting', 'notifying', 'completed', 'halted', 'deleted']),
  file_name: z.string(),
  file_size: z.coerce.number(),
  total_pages: z.number().nullable(),
  last_error: z.string().nullable(),
  notify_url: z.string().nullable(),
  source_id: z.string().nullable(),
  zip_id: z.string().nullable(),
  starts: z.number(),
  notify_tries: z.number(),
  notify_at: z.date().nullable(),
  created_at: z.date(),
});

function toJob(row: unknown): Job {
  const read = JobRow.parse(row);
  return {
    token: read.token,
    owner: read.owner,
    state: read.state,
    fileName: read.file_name,
    sizeBytes: read.file_size,
    totalPages: read.total_pages,
    lastError: read.last_error,
    notifyUrl: read.notify_url,
    sourceId: read.source_id,
    zipId: read.zip_id,
    starts: read.starts,
    notifyTries: read.notify_tries,
    notifyAt: read.notify_at,
    createdAt: read.created_at,
  };
}
