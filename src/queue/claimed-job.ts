import type {StepContext, StepProgress} from './flow.ts';
import {noted} from './job-log.ts';
import type {Job} from './job.ts';
import type {Clock, EngineEvents, JobChange, JobStore} from './ports.ts';
import {heldTransfers} from './transfers.ts';
import {withResults, without, withTermination} from './transitions.ts';

/** At most so often is a checkpoint of a running transfer written. */
const checkpointIntervalMs = 1_000;
/** At most 10 progress events a second for each job (CONTRACT 6). */
const reportIntervalMs = 100;

/** Somebody has taken the job out of our hands: a command, or another engine. Nothing more is decided about it. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

type Reached = Parameters<StepContext['save']>[0];

export interface ClaimContext {
  readonly jobs: JobStore;
  readonly events: EngineEvents;
  readonly clock: Clock;
}

/**
 * The record of a job while one run has it. Every change is stored before it is announced; what was reached but not yet
 * written goes with the next write, whatever that is.
 */
export class ClaimedJob {
  #job: Job;
  readonly #context: ClaimContext;
  #unsaved: Reached | undefined;
  #savedAt = -Infinity;
  #reportedAt = -Infinity;

  /** @param claimed As stored, in state `running`. */
  constructor(claimed: Job, context: ClaimContext) {
    this.#job = claimed;
    this.#context = context;
  }

  /** With what is not written yet. */
  get job(): Job {
    return this.#job;
  }

  async save(reached: Reached): Promise<void> {
    const clears = reached.gained === true && hasFailures(this.#job);
    this.#unsaved = merged(this.#unsaved, reached);
    this.#job = withReached(this.#job, reached);
    const isFresh = this.#context.clock.now() - this.#savedAt < checkpointIntervalMs;
    if (reached.lazily && isFresh && !clears) return;
    await this.write((job) => job);
  }

  /** Writes what is not written yet. */
  async flush(): Promise<void> {
    if (this.#unsaved) await this.write((job) => job);
  }

  /**
   * @throws Superseded when the job is not running here any more. What it had reached is kept with it all the same:
   *   a pause loses nothing, and a cancel knows what the server holds.
   */
  async write(change: JobChange, spawn?: Parameters<JobStore['update']>[2]): Promise<void> {
    const {jobs, events, clock} = this.#context;
    const unsaved = this.#unsaved;
    this.#unsaved = undefined;
    this.#savedAt = clock.now();
    let ours = false;
    const stored = await jobs
      .update(
        this.#job.uuid,
        (job, places) => {
          ours = job.status.state === 'running' && job.removed === undefined;
          return ours ? change(withNews(job, unsaved, clock.now()), places) : withLateNews(job, unsaved, clock.now());
        },
        (job) => (ours && spawn ? spawn(job) : []),
      )
      .catch((error: unknown) => {
        this.#unsaved = merged(unsaved, this.#unsaved);
        throw error;
      });
    if (!stored || !ours) throw new Superseded();
    this.#job = withReached(stored, this.#unsaved);
    events.changed(stored);
  }

  report(progress: StepProgress): void {
    const now = this.#context.clock.now();
    if (now - this.#reportedAt < reportIntervalMs) return;
    this.#reportedAt = now;
    this.#context.events.progressed(this.#job.uuid, this.#job.kind, progress);
  }
}

function merged(earlier: Reached | undefined, later: Reached | undefined): Reached {
  const gained = earlier?.gained === true || later?.gained === true;
  return {...earlier, ...later, results: {...earlier?.results, ...later?.results}, gained};
}

function withReached(job: Job, reached: Reached | undefined): Job {
  if (!reached) return job;
  const {results = {}, percent, gained, taken} = reached;
  const informed: Job = {
    ...withResults(gained ? withoutFailures(job) : job, results),
    ...(percent !== undefined && {percent}),
  };
  if (!taken) return informed;
  const plain = without(informed, 'wayReason');
  return plain.kind === 'transcode' ? {...plain, way: taken.way, ...(taken.why && {wayReason: taken.why})} : plain;
}

/** With what it has reached, and what the log should say of that. */
function withNews(job: Job, reached: Reached | undefined, now: number): Job {
  const informed = withReached(job, reached);
  const told = hasLess(informed, job)
    ? noted(informed, now, {event: 'lost-bytes', percent: informed.percent})
    : informed;
  const taken = reached?.taken;
  return taken === undefined || ('way' in job && job.way === taken.way)
    ? told
    : noted(told, now, {event: 'way', ...taken});
}

/**
 * The other side has less of a file than it had acknowledged (on another route it has its own amount), or a download had
 * to begin anew.
 */
function hasLess({results: now}: Job, {results: before}: Job): boolean {
  if ((now.keptBytes ?? 0) < (before.keptBytes ?? 0)) return true;
  const offsets = new Map(heldTransfers(before).map(({key, offset}) => [key, offset]));
  return heldTransfers(now).some(({key, offset}) => offset < (offsets.get(key) ?? 0));
}

/** A command has put the job elsewhere; what came in meanwhile stays known. */
function withLateNews(job: Job, reached: Reached | undefined, now: number): Job {
  if (!reached) return job;
  const informed = withReached(job, reached);
  return job.status.state === 'cancelled' ? withTermination(informed, now) : informed;
}

/** What counts against a job must not outlive a crash by a second: the progress that clears it is written at once. */
function hasFailures({attempts, deaths, postponedSince}: Job): boolean {
  return attempts > 0 || deaths !== undefined || postponedSince !== undefined;
}

/** Progress: earlier failures and deaths no longer count (SPEC Q5, Q3). */
function withoutFailures(job: Job): Job {
  return {
    ...without(job, 'error', 'postponedSince', 'deaths'),
    attempts: 0,
  };
}
