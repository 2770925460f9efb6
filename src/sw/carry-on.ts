import {openDatabase, type Database} from '../adapters/database.ts';
import {IndexedDbJobStore} from '../adapters/indexeddb-job-store.ts';
import {IndexedDbSessions} from '../adapters/indexeddb-sessions.ts';
import {ShortLife} from '../adapters/short-life.ts';
import {SourceExchange} from '../adapters/source-exchange.ts';
import {systemClock} from '../adapters/system-clock.ts';
import {TabChannel} from '../adapters/tab-channel.ts';
import {EngineHost} from '../engine-host.ts';
import {isWorkLeft} from '../queue/work-left.ts';

/** With `fetch` a chunk counts only when it is acknowledged: small enough to lose little when our time is up. */
const largestChunkBytes = 8 << 20;
const lookMs = 1_000;
/** So many looks in a row that found no job running: what is left waits for something that we cannot give it. */
const idleLooks = 20;

/**
 * Carries the jobs of an app on while no window does (SPEC X2): waits for the lease, works under it, and lets go when
 * nothing is left to do, when a window wants it, or when the event's time is up.
 *
 * @param name Of the app.
 * @param forMs How long the browser lets us live, in ms.
 * @returns Whether work is left that may go on later without a window.
 */
export async function carryOn(name: string, forMs: number): Promise<boolean> {
  const ending = new AbortController();
  const end = (why: string) => ending.abort(new Error(why));
  const db = await openDatabase(name, () => end('A newer version of the app has come.'));
  const work = new Work(db);
  try {
    if (await work.isLeft()) await stand(db, name, forMs, work, ending);
    return await work.isLeft();
  } finally {
    db.close();
  }
}

async function stand(db: Database, name: string, forMs: number, work: Work, ending: AbortController): Promise<void> {
  const end = (why: string) => ending.abort(new Error(why));
  const channel = new TabChannel(name);
  const exchange = new SourceExchange(name);
  let holds = false;
  const host = new EngineHost({
    db,
    name,
    channel,
    exchange,
    largestChunkBytes,
    life: new ShortLife(systemClock, forMs),
    onHeld: (held) => {
      holds = held;
      if (held) channel.post({type: 'stands-in'});
    },
    onBroken: reportError,
  });
  channel.listen(({type}) => {
    if (type === 'yield' && holds) end('A window has come.');
  });
  const timeUp = setTimeout(() => end('The time is up.'), forMs);
  let idle = 0;
  const looking = setInterval(() => {
    void Promise.all([work.isLeft(), work.isRunning()]).then(([isLeft, isRunning]) => {
      idle = isRunning || !holds ? 0 : idle + 1;
      if (!isLeft) end('All is done.');
      else if (idle >= idleLooks) end('Nothing can go on.');
    }, end);
  }, lookMs);
  try {
    await host.hold(ending.signal);
  } finally {
    clearTimeout(timeUp);
    clearInterval(looking);
    channel.close();
    exchange.close();
  }
}

/** What the one who is signed in has left to do. */
class Work {
  readonly #jobs: IndexedDbJobStore;
  readonly #sessions: IndexedDbSessions;

  constructor(db: Database) {
    this.#jobs = new IndexedDbJobStore(db);
    this.#sessions = new IndexedDbSessions(db);
  }

  async isLeft(): Promise<boolean> {
    const session = await this.#sessions.current();
    if (!session?.ready || !session.queueOpen) return false;
    return await isWorkLeft(this.#jobs, session.owner);
  }

  async isRunning(): Promise<boolean> {
    return (await this.#jobs.running()).length > 0;
  }
}
