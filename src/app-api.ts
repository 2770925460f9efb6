import type {JobKind, Route} from './queue/job.ts';
import type {LogEntry} from './queue/job-log.ts';
import type {PublicJob} from './queue/public-job.ts';

/** Takes a listener off again. */
export type Unsubscribe = () => void;
/** What calls on jobs take: a job, its uuid, or many of either (CONTRACT 6). */
export type JobRef = string | {readonly uuid: string};
export type JobRefs = JobRef | readonly JobRef[];

export interface AddUploadJobs {
  readonly files: readonly (File | FileSystemFileHandle)[];
  /** True: internet. False: intranet. Absent: decided before each transfer. */
  readonly isNetwork?: boolean;
  /** Endings to transcode, such as `["mp4", ".MOV"]`. */
  readonly transcodeTypes?: readonly string[];
  readonly bizKey: string;
  readonly projectId?: string;
}

export interface ProgressEvent {
  readonly uuid: string;
  /** 0–99 until done, then 100 once. */
  readonly percent: number;
}

export interface JobErrorEvent {
  readonly uuid: string;
  readonly type: 'upload' | 'download';
  readonly message: string;
  /** 0: failed for good. 1: will retry later. */
  readonly errorStatus: 0 | 1;
}

export interface AddJobErrorEvent {
  readonly type: JobKind;
  readonly job: {readonly fileName: string; readonly fileSize: number};
  readonly message: string;
}

/** One change of one job, or its end in the list. */
export type JobEvent = {readonly job: PublicJob} | {readonly uuid: string; readonly removed: true};

/** What this browser or page lacks, and so what works with less. */
export type Missing = 'isolation' | 'opfs' | 'service-worker' | 'secure-context' | 'web-locks';

export interface StateEvent {
  /** Opened by `startJobs`. */
  readonly queue: boolean;
  /** Signed in, and the token still taken. */
  readonly session: boolean;
  /** Any route is up. */
  readonly network: boolean;
  /** Undefined: not asked yet. */
  readonly routes: Readonly<Record<Route, boolean | undefined>>;
  /** Transfers wait, because this is a mobile network and `onlyOnWifi` is set; `network` is false meanwhile. */
  readonly waitsForWifi: boolean;
  readonly user: string | undefined;
  readonly baseUrl: string | undefined;
  /** ms since 1970 of the last change from up to down, while down. */
  readonly offlineSince: number | undefined;
  /** Whether this window's worker runs the jobs. */
  readonly runsHere: boolean;
  readonly missing: readonly Missing[];
}

/** One line of a job's log; times in ISO 8601. */
export type JobLogEntry = LogEntry<string>;

/** How a transfer or a transcode moves; at most 10 a second for each job. For speed and time left. */
export interface TransferEvent {
  readonly uuid: string;
  readonly percent: number;
  /** Bytes on the wire so far, acknowledged or not; of a transcode: none. */
  readonly sentBytes: number | undefined;
  readonly totalBytes: number | undefined;
  /** A transcode's speed, in times real time. */
  readonly speed: number | undefined;
}

export interface Settings {
  readonly concurrency: Readonly<Record<JobKind, number>>;
  /** All chunked uploads together, in bytes per second; 0: as fast as it goes. */
  readonly uploadBytesPerSecond: number;
  /**
   * Transfers wait while this device is on a mobile network, and go on as soon as it is not. Without effect where the
   * browser does not tell (`navigator.connection.type`: Chrome on Android and ChromeOS do).
   */
  readonly onlyOnWifi: boolean;
}

/** `window.app`: what host pages and our own page drive (CONTRACT 6). */
export interface CarryonApp {
  kmokeLogin(kmokeBaseUrl: string, token: string): Promise<{readonly user: string}>;
  kmokeLogout(): Promise<void>;
  getAllJobs(
    kmokeBaseUrl: string,
  ): Promise<{readonly upload: readonly PublicJob[]; readonly download: readonly PublicJob[]}>;
  startJobs(): Promise<void>;
  addUploadJobs(request: AddUploadJobs): Promise<readonly PublicJob[]>;
  jobReady(jobs: JobRefs): Promise<void>;
  continueUploadJob(jobs: JobRefs): Promise<void>;
  continueJob(jobs: JobRefs): Promise<void>;
  pauseJob(jobs: JobRefs): Promise<void>;
  resumeJob(jobs: JobRefs): Promise<void>;
  /** Stops jobs and removes what the server holds of them. */
  cancelJob(jobs: JobRefs): Promise<void>;
  /** Takes jobs off the list, after cancelling those that are not final. */
  removeJob(jobs: JobRefs): Promise<void>;
  /** Does not wait for the back-off. */
  retryJob(jobs: JobRefs): Promise<void>;
  moveJobToFront(jobs: JobRefs): Promise<void>;
  /**
   * Asks the browser for each file it wants to be asked about again; call it on a click. Their jobs go on.
   *
   * @returns How many jobs go on.
   */
  allowFiles(): Promise<number>;
  getJob(job: JobRef): Promise<PublicJob | undefined>;
  /**
   * What has happened to a job, from its beginning on: commands, starts, steps, interruptions, failures and retries.
   *
   * At most 101 entries; of a longer one the middle is left out, and says so. Without tokens. Empty for an unknown job.
   */
  getJobLog(job: JobRef): Promise<readonly JobLogEntry[]>;
  /** All kinds, this user's, in queue order. */
  getJobs(): Promise<readonly PublicJob[]>;
  getSettings(): Promise<Settings>;
  setSettings(change: Partial<Settings>): Promise<Settings>;
  /** Removes every job, source, rendition, session and setting of every user from this device. */
  eraseDevice(): Promise<void>;
  uploadProgressEvent(listener: (event: ProgressEvent) => void): Unsubscribe;
  downloadProgressEvent(listener: (event: ProgressEvent) => void): Unsubscribe;
  JobErrorEvent(listener: (event: JobErrorEvent) => void): Unsubscribe;
  addJobEvent(listener: (event: {readonly type: JobKind; readonly job: PublicJob}) => void): Unsubscribe;
  addJobErrorEvent(listener: (event: AddJobErrorEvent) => void): Unsubscribe;
  jobEvent(listener: (event: JobEvent) => void): Unsubscribe;
  stateEvent(listener: (event: StateEvent) => void): Unsubscribe;
  transferEvent(listener: (event: TransferEvent) => void): Unsubscribe;
  /** Where a rendition plays from: the server once it is there and reachable, else this device. `undefined`: nowhere yet. */
  playback(job: JobRef): Promise<Playback | undefined>;
  /** Asks the network again now. */
  probe(): Promise<void>;
  /** Stops this window's part: worker, channel and listeners. Jobs stay. */
  close(): Promise<void>;
}

export interface Playback {
  readonly from: 'device' | 'server';
  /** The playlist; on the device, one that the service worker serves. */
  readonly url: string;
  /** Headers a request for it must carry, such as the token's; empty on the device. */
  readonly headers: Readonly<Record<string, string>>;
}
