import type {StepProgress} from './flow.ts';
import type {LogEntry} from './job-log.ts';
import type {Gates} from './public-job.ts';
import type {
  DeckState,
  Endpoint,
  Job,
  JobKind,
  KeptDeck,
  Owner,
  Rendition,
  Route,
  Source,
  Transfer,
  TakenWay,
  TranscodeWay,
  WantedRoute,
} from './job.ts';

/** Time, as the core sees it: it moves when somebody says so. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls once after `ms`; the returned function takes it back. */
  after(ms: number, call: () => void): () => void;
  toIso(ms: number): string;
}

/** Numbers in [0, 1), for the spread of waits. */
export type Random = () => number;

/** New uuids. */
export type Ids = () => string;

/** A job without its place, which the store gives it. */
export type NewJob = Job extends infer J ? (J extends Job ? Omit<J, 'place'> : never) : never;

/** Which waiting jobs a lane asks for: those whose next step can do with one of these routes. */
export interface LaneQuery {
  readonly owner: Owner;
  readonly kind: JobKind;
  readonly routes: readonly WantedRoute[];
}

/** Durable home of the jobs. A call resolves once the change would survive a crash. */
export interface JobStore {
  get(uuid: string): Promise<Job | undefined>;
  /** Jobs of one owner in the order they will run, finished ones included. */
  list(owner: Owner, kind?: JobKind): Promise<readonly Job[]>;
  /** Appends jobs to their lanes in one transaction: all of them or none. Known uuids are left as they are. */
  add(jobs: readonly NewJob[]): Promise<readonly Job[]>;
  /**
   * Replaces a job in one transaction, which also moves its `notes` into its log.
   *
   * @param change Pure; returns the same object to change nothing. `endPlace` is the place behind all others,
   *   `frontPlace` the one before all others.
   * @param spawn Jobs that the change brings with it, appended in the same transaction (SPEC Q8).
   * @returns The stored job, or `undefined` if there is no such job.
   * @throws JobError `storage-full` when the quota is used up.
   * @throws Fenced when another engine has taken over.
   */
  update(uuid: string, change: JobChange, spawn?: (job: Job) => readonly NewJob[]): Promise<Job | undefined>;
  /**
   * Replaces jobs, one after the other, in one transaction: all of them or none.
   *
   * @param change As of {@link JobStore.update}; asked once for each job that there is.
   * @returns The stored jobs in the order of `uuids`, with `undefined` for each that there is not.
   */
  updateAll(uuids: readonly string[], change: JobChange): Promise<readonly (Job | undefined)[]>;
  /** What has happened to a job, from its first start on (SPEC Q11): the notes of all its changes. Empty for an unknown one. */
  log(uuid: string): Promise<readonly LogEntry[]>;
  /** Takes jobs out for good, with their logs. */
  remove(uuids: readonly string[]): Promise<void>;
  /** Waiting jobs without a block of their own, in order of place, `limit` at most. */
  waiting(query: LaneQuery, limit: number): Promise<readonly Job[]>;
  /** Retrying jobs whose time has come, in order of place. */
  dueRetries(owner: Owner, now: number): Promise<readonly Job[]>;
  /** When the next retry is due, in ms since 1970. */
  nextRetryAt(owner: Owner): Promise<number | undefined>;
  /** Jobs recorded as running, of any owner: after a crash they are the interrupted ones. */
  running(): Promise<readonly Job[]>;
  /** Waiting jobs that something of their own holds up (permission, window), in order of place. */
  blocked(owner: Owner): Promise<readonly Job[]>;
  /** Jobs with a debt, the removed ones too, whose time has come; the longest due first. */
  owing(owner: Owner, now: number): Promise<readonly Job[]>;
  /** When the next debt is due, in ms since 1970. */
  nextDebtAt(owner: Owner): Promise<number | undefined>;
  /** uuids of the jobs that may still read a source: all but the done, the cancelled and the removed ones. */
  readersOf(sourceId: string): Promise<readonly string[]>;
  /** The first job in order of place whose film wants to be looked at ({@link filmToSee}). */
  unseen(owner: Owner): Promise<Job | undefined>;
  /** What must survive a sweep, of every owner. */
  filesInUse(): Promise<FilesInUse>;
  /** Whether there is a job that may run now or later without the user: waiting without a block, running or retrying. */
  hasWork(owner: Owner): Promise<boolean>;
}

export type JobChange = (job: Job, places: {readonly endPlace: number; readonly frontPlace: number}) => Job;

/** A newer engine has taken over; this one must stop without another write. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** Who is signed in, and what the front end has allowed. Kept, so that an engine without a window knows it too. */
export interface SessionStore {
  current(): Promise<Session | undefined>;
  /**
   * The server refused a token: the session gate closes until the next sign-in (SPEC Q5).
   *
   * @param asOf When the refused token was asked for, in ms since 1970: a sign-in since then, or at that moment, has brought another one.
   */
  expire(owner: Owner, asOf: number): Promise<void>;
  settings(): Promise<EngineSettings>;
}

export interface Session {
  readonly owner: Owner;
  /** False after a 401, until the next sign-in. */
  readonly ready: boolean;
  /** The front end has called `startJobs` (SPEC G4). */
  readonly queueOpen: boolean;
  readonly gatewayUrl: string;
  /** Where Jobs are converted, when that is not the backend's own service. */
  readonly ppjUrl?: string;
}

export interface EngineSettings {
  readonly concurrency: Readonly<Record<JobKind, number>>;
  /** All uploads together, in bytes per second; 0: as fast as it goes (SPEC Q11). */
  readonly uploadBytesPerSecond: number;
  /** Transfers wait while this device is on a mobile network (SPEC Q11); without effect where the browser does not tell. */
  readonly onlyOnWifi: boolean;
  /** Films that are begun now come in smaller sizes as well, where they are larger. */
  readonly severalSizes: boolean;
  /** Transcodes wait while the battery is low and not charging, transfers while the browser saves data. */
  readonly saver: boolean;
  /** Multiplies all retry waits; 1 except in tests. */
  readonly backoffScale: number;
}

/** The sources of jobs and what transcodes leave: bytes, kept on the device. */
export interface FileStore {
  /**
   * Resolves when the source is there, readable and unchanged (SPEC F10).
   *
   * @throws JobError `source-missing`, `source-changed` or `permission`.
   */
  check(source: Source, signal: AbortSignal): Promise<void>;
  /** Whether the rendition's files are there, with their sizes. */
  hasRendition(uuid: string, rendition: Rendition): Promise<boolean>;
  /** Frees a source; no harm if it is gone. */
  removeSource(sourceId: string): Promise<void>;
  /** Frees a rendition, finished or not; no harm if it is gone. */
  removeRendition(uuid: string): Promise<void>;
  /** Frees what is kept of a download, finished or not; no harm if it is gone. */
  removeDownload(uuid: string): Promise<void>;
  /** Frees what nothing refers to any more, half-made files too. @param inUse Asked after the files have been listed. */
  sweep(inUse: () => Promise<FilesInUse>): Promise<void>;
}

/** The files that jobs refer to. */
export interface FilesInUse {
  readonly sourceIds: ReadonlySet<string>;
  /** Jobs whose rendition is kept or being made. */
  readonly renditionUuids: ReadonlySet<string>;
  /** Downloads that are kept here, whole or in part. */
  readonly downloadUuids: ReadonlySet<string>;
  /** `identifier`s of all jobs on a list: their posters stay. */
  readonly identifiers: ReadonlySet<string>;
}

/** A file that a job sends. */
export type FileRef =
  | {readonly type: 'source'; readonly source: Source}
  | {
      readonly type: 'rendition';
      readonly uuid: string;
      readonly name: string;
    };

export interface UploadRequest {
  readonly owner: Owner;
  readonly route: Route;
  readonly file: FileRef;
  readonly size: number;
  /** tus metadata (CONTRACT 3 and 4). */
  readonly metadata: Readonly<Record<string, string>>;
  /** What is known of it; the uploader asks the other side all the same (SPEC F8). */
  readonly known: Transfer | undefined;
  /** At each acknowledgement. Awaited before the next chunk goes out. */
  readonly onAcknowledged: (transfer: Transfer) => Promise<void>;
  /** Bytes on the wire, acknowledged or not. */
  readonly onSent: (bytes: number) => void;
}

/** Chunked, resumable upload: tus 1.0.0, to the backend or to the gateway's NAS. */
export interface Uploader {
  /** Settles when the other side has acknowledged every byte. */
  upload(request: UploadRequest, signal: AbortSignal): Promise<Transfer>;
  /** Removes what the other side holds (SPEC Q11). No harm if it is gone. */
  terminate(owner: Owner, route: Route, transfer: Transfer, signal: AbortSignal): Promise<void>;
}

export interface OriginalRecord {
  readonly bizId: string;
  readonly fileUrl: string;
}

/** The backend's own calls (SPEC K, CONTRACT 3). */
export interface Backend {
  afterClientUpload(
    owner: Owner,
    call: {
      readonly identifier: string;
      readonly fileName: string;
      readonly fileSize: number;
      readonly bizKey: string;
      readonly projectId?: string;
      /** tus URL (internet). */
      readonly upload?: string;
      /** NAS path (intranet). */
      readonly filePath?: string;
    },
    signal: AbortSignal,
  ): Promise<OriginalRecord>;
  /** @returns A folder on the NAS. */
  getTranscodeFilePath(
    owner: Owner,
    call: TranscodeCall & {readonly fileName: string},
    signal: AbortSignal,
  ): Promise<string>;
  /** Hands over one file of a rendition, by a finished tus upload or as a form (CONTRACT 3). @returns Its `fileUrl`. */
  uploadTranscodeFile(
    owner: Owner,
    call: TranscodeCall &
      ({readonly upload: string} | {readonly file: FileRef; readonly onSent: (bytes: number) => void}),
    signal: AbortSignal,
  ): Promise<string>;
  afterClientTranscode(
    owner: Owner,
    call: {
      readonly filePath: string;
      readonly bizKey: string;
      readonly bizId: string;
      readonly projectId?: string;
      readonly status: 1 | -1;
    },
    signal: AbortSignal,
  ): Promise<void>;
  /** Whether health names a tus endpoint: renditions go there, else as forms. */
  hasTus(owner: Owner): boolean;
}

export interface TranscodeCall {
  readonly identifier: string;
  /** The original's. */
  readonly fileSize: number;
  readonly bizKey: string;
  readonly projectId?: string;
}

export interface TranscodeRequest {
  /** The transcode job; names the folder. */
  readonly uuid: string;
  /** Names the files (SPEC F12). */
  readonly identifier: string;
  readonly fileName: string;
  readonly source: Source;
  /** Smaller sizes are wanted as well; what was begun without them, or with them, is gone on with as it was. */
  readonly severalSizes: boolean;
  /** Ways not to take: they have ended the context they ran in. */
  readonly avoid?: readonly TranscodeWay[];
  readonly onWay: (taken: TakenWay) => void;
  /** So much of it would survive the end of this context: the next run goes on there. */
  readonly onKept: (fraction: number) => void;
  /** @param fraction 0–1 of the transcode, never falling. @param speed Times real time. */
  readonly onProgress: (done: {readonly fraction: number; readonly speed: number | undefined}) => void;
}

export interface DownloadRequest extends KeptAsItComes {
  readonly uuid: string;
  readonly owner: Owner;
  readonly route: Route;
  /** An absolute http(s) URL, or a path on the NAS. */
  readonly url: string;
  readonly fileName: string;
  /** What the one who added it said, if anything. */
  readonly fileSize: number | undefined;
}

/** What a fetch tells while it goes on. */
export interface KeptAsItComes {
  /** The server has said how large the file is; undefined: it does not tell. */
  readonly onSize: (bytes: number | undefined) => Promise<void>;
  /** Bytes received, kept or not. */
  readonly onReceived: (bytes: number) => void;
  /** So many bytes would survive a crash. Awaited before more are kept. */
  readonly onKept: (bytes: number) => Promise<void>;
  /** There is no room for it here: nothing is kept from now on, what is received goes straight to its place. */
  readonly onStraight?: () => Promise<void>;
}

/** A download that is whole. */
export interface Downloaded {
  readonly size: number;
  /** It lies in the file that the person chose when it was added, and no more on this device's store. */
  readonly isSaved: boolean;
}

/** Fetches a file, resumable by ranges where the server has them (SPEC F3, F4). */
export interface Downloader {
  /**
   * Settles when every byte is kept on this device, and has been checked as far as the server lets it be.
   *
   * @throws JobError `file-changed-remote`, `checksum`, or `storage-full` before the whole was here: what was kept is
   *   gone, and the next call begins anew. Others leave what is kept.
   */
  download(request: DownloadRequest, signal: AbortSignal): Promise<Downloaded>;
}

/** A Job as the PPJ service tells it (SPEC P1). */
export interface RemoteDeck {
  readonly token: string;
  readonly state: DeckState;
  /** As it was called when it was handed in. */
  readonly fileName: string;
  readonly fileSize: number;
  readonly totalPages?: number;
  /** Why it was halted, for people. */
  readonly lastError?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  /** So long the service asks to wait before it is asked again. */
  readonly retryAfterMs?: number;
}

export interface ZipRequest extends KeptAsItComes {
  readonly uuid: string;
  readonly owner: Owner;
  readonly token: string;
}

/** The PPJ service (SPEC P), and the decks that come from it. */
export interface Converter {
  /** Whether the same identifier gives the same Job again (SPEC F13). */
  knowsIdentifiers(owner: Owner, signal: AbortSignal): Promise<boolean>;
  /**
   * Hands a presentation over.
   *
   * @throws JobError `deck-refused` when this presentation will never be taken, `checksum` when it arrived damaged.
   */
  create(
    owner: Owner,
    deck: {
      readonly source: Source;
      readonly fileName: string;
      readonly identifier?: string;
      readonly notifyUrl?: string;
      readonly onSent: (bytes: number) => void;
    },
    signal: AbortSignal,
  ): Promise<RemoteDeck>;
  /** @throws JobError `not-found`. */
  look(owner: Owner, token: string, signal: AbortSignal): Promise<RemoteDeck>;
  /** Tokens of the Jobs created in a time. @param range ISO 8601; `since` is in it, `until` is not. */
  list(
    owner: Owner,
    range: {readonly since?: string; readonly until?: string},
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  /**
   * Fetches the zip; settles when every byte of it is kept on this device.
   *
   * @throws JobError `deck-unready` when there is none yet, or no more; and what {@link Downloader} throws.
   */
  download(request: ZipRequest, signal: AbortSignal): Promise<Downloaded>;
  /** Looks through a zip that was fetched. @throws JobError `deck-unsafe`; then it is gone from this device. */
  check(uuid: string, signal: AbortSignal): Promise<KeptDeck & {readonly totalPages?: number}>;
}

export interface Transcoder {
  /**
   * Makes the HLS rendition of a source in `renditions/<uuid>/`, going on with what an unfinished run left.
   * Settles when all files are closed and checked.
   *
   * @throws JobError `media-*`, `storage-full`, `transcoder-failed` or `source-missing`.
   */
  transcode(request: TranscodeRequest, signal: AbortSignal): Promise<Rendition>;
}

/** What an endpoint's health said (SPEC G2). `down` is any other answer, or none in time. */
export interface Health {
  readonly up: boolean;
}

/**
 * Whether the browser lets this page call the gateway. `prompt`: it asks the user at the first call, which has to come from
 * a window and follow a click.
 */
export type IntranetAccess = 'granted' | 'prompt' | 'denied';

/** Asks endpoints how they are. Never throws: an error is `up: false`. */
export interface HealthProbe {
  check(endpoint: Endpoint, session: Session, signal: AbortSignal): Promise<Health>;
  /** When an endpoint last acknowledged or sent bytes, in ms since 1970. */
  lastBytesAt(endpoint: Endpoint): number;
}

/** What kind of network this device is on, where the browser tells. */
export interface Connection {
  readonly isMobile: boolean;
  /** The person has told the browser, or the system, to save data. */
  readonly savesData: boolean;
  /** Calls when it may have changed. @returns A function that takes the listener off again. */
  listen(onChange: () => void): () => void;
}

/** What feeds this device, where the browser tells. */
export interface Power {
  /** On a battery that is low, and not being charged. */
  readonly isLow: boolean;
  /** Calls when it may have changed. @returns A function that takes the listener off again. */
  listen(onChange: () => void): () => void;
}

/** What an engine tells everybody. Nothing waits for it. */
export interface EngineEvents {
  changed(job: Job): void;
  added(jobs: readonly Job[]): void;
  removed(uuid: string): void;
  progressed(uuid: string, kind: JobKind, progress: StepProgress): void;
  /** SPEC Q6: `errorStatus` 1 will be retried, 0 will not. */
  failed(job: Job, errorStatus: 0 | 1): void;
  gates(gates: Gates): void;
  /** A mistake of ours, or a store that fails: for the log of the browser, never for a job's error. */
  broke(error: unknown): void;
}
