import type {AddJobErrorEvent, Settings, StateEvent} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {type Arrangement, emptyArrangement} from './arrangement.ts';
import type {Move} from './meter.ts';
import {RunningTally, type Tallies} from './tally.ts';

/** Everything the page shows, at one moment. Replaced, never mutated; the two maps are read-only views of what is live. */
export interface Snapshot {
  /** False until the list of the signed-in user has been read. */
  readonly loaded: boolean;
  /** What the gates said last; undefined before the first answer. */
  readonly state: StateEvent | undefined;
  /** Every job that is not being removed, by uuid. */
  readonly byUuid: ReadonlyMap<string, PublicJob>;
  /** All of them in queue order, within each kind; at most a second old. */
  readonly jobs: readonly PublicJob[];
  /** Rows by group; changes at most once a second. */
  readonly arrangement: Arrangement;
  /** How running jobs move, by uuid. */
  readonly moves: ReadonlyMap<string, Move>;
  /** Counts and bytes, by kind and for all. */
  readonly tallies: Tallies;
  /** All transfers together. */
  readonly bytesPerSecond: number;
  /** Until every unpaused job has arrived, at that speed; undefined while it is not known. */
  readonly secondsLeft: number | undefined;
  readonly settings: Settings | undefined;
  /** Files that could not be added, newest first, at most 50. */
  readonly addErrors: readonly AddJobErrorEvent[];
  /** Rows taken off the list that can still be brought back. */
  readonly pendingRemoval: PendingRemoval | undefined;
  /** A command on very many jobs that is going on. */
  readonly busy: Busy | undefined;
  /** Why the last command was refused, as the app put it. */
  readonly trouble: string | undefined;
}

export interface PendingRemoval {
  readonly count: number;
  /** Brings the rows back. */
  readonly undo: () => void;
  /** The pointer or the focus is on the toast: wait. */
  readonly hold: (held: boolean) => void;
}

export interface Busy {
  readonly command: CommandName;
  readonly done: number;
  readonly total: number;
  /** Leaves the rest as it is. */
  readonly stop: () => void;
}

/** What can be asked of jobs, one or many. */
export type CommandName = 'pause' | 'resume' | 'retry' | 'continue' | 'cancel' | 'remove' | 'front' | 'unpin';

export const emptySnapshot: Snapshot = {
  loaded: false,
  state: undefined,
  byUuid: new Map(),
  jobs: [],
  arrangement: emptyArrangement,
  moves: new Map(),
  tallies: new RunningTally().read(),
  bytesPerSecond: 0,
  secondsLeft: undefined,
  settings: undefined,
  addErrors: [],
  pendingRemoval: undefined,
  busy: undefined,
  trouble: undefined,
};
