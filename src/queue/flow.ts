import type {FailureCode} from './failure.ts';
import type {Endpoint, Job, JobKind, Owner, Results, Route, TakenWay} from './job.ts';
import type {Backend, Clock, Converter, Downloader, EngineSettings, FileStore, Transcoder, Uploader} from './ports.ts';
import type {Polls} from './polls.ts';
import type {Turns} from './turns.ts';

/** Names of all steps, in the user's language. */
export type StepName =
  | 'findSource'
  | 'checkIntranet'
  | 'checkInternet'
  | 'copyToNas'
  | 'uploadChunks'
  | 'notifyBackend'
  | 'readFromNas'
  | 'download'
  | 'getTranscodePath'
  | 'transcode'
  | 'copyResult'
  | 'uploadResult'
  | 'recordResult'
  | 'createJob'
  | 'waitForDeck'
  | 'downloadZip'
  | 'keepDeck';

/** What a step sees of the world: ports, and nothing else. What a context lacks is absent (SPEC F10). */
export interface StepPorts {
  readonly files: FileStore;
  readonly uploader: Uploader;
  readonly backend: Backend;
  readonly transcoder?: Transcoder;
  readonly downloader?: Downloader;
  readonly converter?: Converter;
  readonly clock: Clock;
  /** Spreads the questions of many jobs that wait for a server. */
  readonly polls: Polls;
  /** What must not be done for two jobs at once. */
  readonly turns: Turns;
  /** The tokens of Jobs at the PPJ service that jobs of this owner hold. */
  readonly heldTokens: (owner: Owner) => Promise<ReadonlySet<string>>;
  /** Asks an endpoint now. */
  readonly isUp: (endpoint: Endpoint, signal: AbortSignal) => Promise<boolean>;
  readonly settings: EngineSettings;
}

export type ResultsPatch = {readonly [Key in keyof Results]?: Results[Key] | undefined};

/** How far a step is, for people. */
export interface StepProgress {
  readonly percent: number;
  readonly sentBytes?: number;
  readonly totalBytes?: number;
  /** Times real time. */
  readonly speed?: number | undefined;
}

export interface StepContext<J extends Job = Job> {
  readonly job: J;
  readonly ports: StepPorts;
  readonly signal: AbortSignal;
  /**
   * Saves what the step has reached, so that a crash loses nothing of it.
   *
   * @param reached `percent` 0–99. `gained`: the other side has acknowledged more than before, so earlier failures
   *   do not count any more (SPEC Q5).
   */
  readonly save: (reached: {
    /** Merged into the job's results; `undefined` takes one out. */
    readonly results?: ResultsPatch;
    readonly percent?: number;
    readonly gained?: boolean;
    /** May wait for the next save if the last one was less than a second ago. */
    readonly lazily?: boolean;
    readonly taken?: TakenWay;
  }) => Promise<void>;
  /** Tells people; nothing is written. */
  readonly report: (progress: StepProgress) => void;
}

/** What follows a step's failure (the table's last column). */
export type OnFailure<Name extends string = string> =
  {readonly then: 'fatal'} | {readonly then: 'retry'; readonly from: Name};

export const fatal = {then: 'fatal'} as const;

/** Retry, beginning at the named row. */
export function retryFrom<const Name extends string>(from: Name) {
  return {then: 'retry', from} as const;
}

/** One row of SPEC's table F. */
export interface Step<J extends Job = Job, Name extends string = StepName> {
  readonly name: Name;
  readonly run: (context: StepContext<J>) => Promise<void>;
  readonly onFailure: OnFailure<Name>;
  /** What follows these failures instead. */
  readonly except?: Readonly<Partial<Record<FailureCode, OnFailure<Name>>>>;
  /** The endpoint it talks to; absent for a local step, which a network loss does not disturb (SPEC Q9). */
  readonly endpoint?: Endpoint;
  /** Before it, an `auto` job chooses its route again (SPEC F9). */
  readonly transfers?: true;
  /** It only waits for a server, and holds no slot meanwhile (SPEC Q1). */
  readonly waits?: true;
  /** It works the processor hard for long: never on a battery that is to be spared. */
  readonly drains?: true;
  /** Its need is gone, or its result is there (SPEC F8). */
  readonly skipIf?: (job: J) => boolean;
  /** Another way of doing it, to be tried before its third death counts as a failure (SPEC Q3); `undefined`: none. */
  readonly insteadOfDeath?: (job: J) => J | undefined;
  /** False when what it left for later rows has been lost: then an attempt begins with the whole flow again. */
  readonly keeps?: (job: J) => boolean;
}

/** The ordered steps of one kind on one route. */
export interface Flow<J extends Job = Job> {
  readonly kind: JobKind;
  readonly route: Route;
  readonly steps: readonly Step<J>[];
}

/** Makes a flow. A `retryFrom` that names no row of the same table does not compile. */
export function defineFlow<J extends Job, const Name extends StepName>(
  kind: J['kind'],
  route: Route,
  steps: readonly (Omit<Step<J>, 'name' | 'onFailure' | 'except'> & {
    readonly name: Name;
    readonly onFailure: OnFailure<NoInfer<Name>>;
    readonly except?: Readonly<Partial<Record<FailureCode, OnFailure<NoInfer<Name>>>>>;
  })[],
): Flow<J> {
  return {kind, route, steps};
}

/** Number of a row by its name, from 1. */
export function rowOf(flow: Pick<Flow, 'steps' | 'kind'>, name: string): number {
  const index = flow.steps.findIndex((step) => step.name === name);
  if (index < 0) throw new Error(`The ${flow.kind} flow has no step ${name}. Name a row of its table.`);
  return index + 1;
}
