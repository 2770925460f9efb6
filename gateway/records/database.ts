import {join} from 'node:path';
import {Worker} from 'node:worker_threads';

/** A value that goes into a statement. */
export type SqlValue = string | number | null;
/** A row as the database gives it. */
export type Row = Readonly<Record<string, unknown>>;
/** Runs one statement; `$1`, `$2`… stand for the values. What it changed is on the disk when the promise settles. */
export type Query = (sql: string, values?: readonly SqlValue[]) => Promise<readonly Row[]>;

/** A PostgreSQL that we talk to in plain SQL; one in the same process today, a server with `pg` some day. */
export interface Database {
  readonly query: Query;
  /** Runs statements that count together or not at all. */
  transaction<Result>(run: (query: Query) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/**
 * Opens the database embedded in the data folder, in a thread of its own; makes it first if need be.
 *
 * Making one takes seconds, so the build leaves an empty one to copy. Either way it is made beside its place and then
 * renamed, so that a death in the middle leaves no half database.
 *
 * @throws Error if it can't be opened.
 */
export async function openDatabase(folder: string, templateFolder?: string): Promise<Database> {
  const thread = new DatabaseThread(folder, templateFolder);
  await thread.ask({sql: 'select 1', values: []});
  let last: Promise<unknown> = Promise.resolve();
  /** The database has one connection: statements come one after the other, a transaction's all in one go. */
  const inTurn = <Result>(run: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(run);
    last = turn.catch(() => undefined);
    return turn;
  };
  const query: Query = (sql, values = []) => thread.ask({sql, values});
  return {
    query: (sql, values) => inTurn(() => query(sql, values)),
    transaction: (run) =>
      inTurn(async () => {
        await query('begin');
        try {
          const result = await run(query);
          await query('commit');
          return result;
        } catch (error) {
          await query('rollback');
          throw error;
        }
      }),
    close: () => inTurn(() => thread.close()),
  };
}

type Question = {readonly sql: string; readonly values: readonly SqlValue[]} | {readonly close: true};
type Answer = {readonly id: number; readonly rows: readonly Row[]} | {readonly id: number; readonly message: string};

/** Questions to the thread and back, each with its number. */
class DatabaseThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  constructor(folder: string, templateFolder: string | undefined) {
    this.#worker = new Worker(join(import.meta.dirname, 'database-thread.mjs'), {
      workerData: {folder, templateFolder},
      // Not the main thread's: they may be about how that was started.
      execArgv: [],
    });
    this.#worker.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    const end = (message: string) => {
      for (const [id, settle] of this.#waiting) settle({id, message});
      this.#waiting.clear();
    };
    this.#worker.on('error', (error) => end(String(error))).on('exit', () => end('the database has ended'));
  }

  async ask(question: Question): Promise<readonly Row[]> {
    const id = (this.#asked += 1);
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({id, ...question});
    });
    if ('message' in answer) throw new Error(`the database says: ${answer.message}`);
    return answer.rows;
  }

  async close(): Promise<void> {
    await this.ask({close: true});
    await this.#worker.terminate();
  }
}
