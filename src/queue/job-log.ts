import type {Command} from './commands.ts';
import type {FailureCode, FailureValues} from './failure.ts';
import type {StepName} from './flow.ts';
import type {Job, OwnBlock, Route, TakenWay} from './job.ts';

/** What cut a run short although nothing was wrong with the job: none of them counts as a retry (SPEC Q3). */
export type InterruptedBy =
  | 'network'
  /** The person wants transfers on Wi-Fi only, and this is none (SPEC Q11). */
  | 'wifi'
  /** The browser saves data, and the person wants that heeded. */
  | 'data'
  /** The battery is low, and the person wants it spared. */
  | 'battery'
  /** Signed out, or somebody else has signed in. */
  | 'session'
  /** The context that ran it was told to let go, and another one goes on. */
  | 'stopped'
  /** The context that ran it is gone without a word. */
  | 'died';

/** A failure, as the log tells it. */
interface Failed {
  readonly step: StepName;
  readonly code: FailureCode;
  /** For people who help: the server's or the browser's own words, shortened. */
  readonly message: string;
  readonly values: FailureValues;
}

/** What can happen to a job. Codes only: sentences are made where they are shown. */
export type LogEvent<Time = number> =
  | {readonly event: 'added'}
  /** Somebody asked for it, in whichever window. */
  | {readonly event: 'command'; readonly command: Command}
  | {readonly event: 'allowed'}
  | {readonly event: 'started'; readonly route: Route}
  | {readonly event: 'rerouted'; readonly route: Route}
  | {readonly event: 'step'; readonly step: StepName}
  | ({readonly event: 'way'} & TakenWay)
  /** The other side has less than it had acknowledged. */
  | {readonly event: 'lost-bytes'; readonly percent: number}
  | {readonly event: 'interrupted'; readonly by: InterruptedBy; readonly step?: StepName}
  | {readonly event: 'blocked'; readonly by: OwnBlock; readonly step: StepName}
  | ({readonly event: 'retrying'; readonly retryAt: Time; readonly attempts: number} & Failed)
  /** The server asked for a wait; it counts as no retry. */
  | ({readonly event: 'postponed'; readonly retryAt: Time} & Failed)
  | ({readonly event: 'failed'} & Failed)
  | {readonly event: 'done'}
  /** So many entries stood here and were left out: the log of a job is bounded. */
  | {readonly event: 'left-out'; readonly count: number};

/** One line of a job's log. @typeParam Time ms since 1970 where it is stored, ISO 8601 where host pages see it. */
export type LogEntry<Time = number> = LogEvent<Time> & {readonly at: Time};

const mostEntries = 100;
/** How a job began is never left out. */
const firstKept = 20;
const longestMessage = 300;

/** The job, with something to be written into its log by the transaction that stores it. */
export function noted(job: Job, at: number, event: LogEvent): Job {
  return {...job, notes: [...(job.notes ?? []), {...event, at}]};
}

/** A failure for the log. */
export function failed(
  step: StepName,
  {code, message, values}: {readonly code: FailureCode; readonly message: string; readonly values: FailureValues},
): Failed {
  return {step, code, message: message.slice(0, longestMessage), values};
}

/** A log with more at its end. Of a long one the first and the latest entries stay, and how many are gone is said. */
export function appended(log: readonly LogEntry[], notes: readonly LogEntry[]): readonly LogEntry[] {
  const all = [...log, ...notes];
  if (all.length <= mostEntries) return all;
  const [first, rest] = [all.slice(0, firstKept), all.slice(firstKept)];
  const latest = rest.slice(firstKept + 1 - mostEntries);
  const gone = rest.slice(0, rest.length - latest.length);
  const count = gone.reduce((sum, entry) => sum + (entry.event === 'left-out' ? entry.count : 1), 0);
  return [...first, {event: 'left-out', count, at: gone.at(-1)?.at ?? 0}, ...latest];
}

/**
 * A job's log for people, from its beginning on.
 *
 * @param log As stored; empty for a job that has not run yet, or that is older than the log.
 */
export function publicLog(
  {createdAt}: Pick<Job, 'createdAt'>,
  log: readonly LogEntry[],
  toIso: (ms: number) => string,
): readonly LogEntry<string>[] {
  const entries = log.map((entry): LogEntry<string> => {
    const at = toIso(entry.at);
    return 'retryAt' in entry ? {...entry, at, retryAt: toIso(entry.retryAt)} : {...entry, at};
  });
  return [{event: 'added', at: createdAt}, ...entries];
}
