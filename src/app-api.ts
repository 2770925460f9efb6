import type {JobKind, Route} from './queue/job.ts';
import type {LogEntry} from './queue/job-log.ts';
import type {IntranetAccess, RemoteDeck} from './queue/ports.ts';
import type {PublicJob} from './queue/public-job.ts';

export type {IntranetAccess, RemoteDeck} from './queue/ports.ts';

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

export interface AddDownloadJobs {
  readonly files: readonly DownloadFile[];
  /** True: internet. False: intranet. Absent: decided before each transfer. */
  readonly isNetwork?: boolean;
}

export interface AddConvertJobs {
  /** Presentations: `.pptx`, `.ppt`. */
  readonly files: readonly (File | FileSystemFileHandle)[];
  /** Whom the service tells once a deck is made (CONTRACT 5). */
  readonly notifyUrl?: string;
}

/** What the service has made for this user, also by other clients. */
export interface RemoteDecks {
  /** How many there are in the time that was asked for. */
  readonly count: number;
  /** The newest of them. */
  readonly decks: readonly RemoteDeck[];
}

export interface DownloadFile {
  /**
   * A `fileUrl` (absolute, or relative to the backend's base URL), any http(s) link, or, with `isNetwork: false`, a path
   * on the NAS. Links outside the base URL are fetched without the token.
   */
  readonly url: string;
  /** What it is called on this device. */
  readonly fileName: string;
  /** In bytes, if it is known; the server's own word corrects it. */
  readonly fileSize?: number;
  /**
   * From `showSaveFilePicker`: the finished file goes there by itself. It is put together on this device first, so a kill
   * costs no byte of it; the browser may ask once more after a restart ({@link CarryonApp.allowFiles}).
   */
  readonly handle?: FileSystemFileHandle;
}

/** Where a finished download can be had; it leaves this device's store once the browser has taken all of it. */
export interface DownloadLink {
  /**
   * `/downloads/<uuid>/<name>`, answered by the service worker as an attachment: open it in a hidden frame or navigate
   * there (a link with a `download` attribute passes service workers by). Without a service worker a `blob:` URL, for a
   * link with a `download` attribute; then the bytes stay on this device until the job is removed.
   */
  readonly url: string;
  readonly fileName: string;
}

/** A deck to look at, here and now. */
export type OpenedDeck = {
  readonly fileName: string;
  /** `device`: drawn from the presentation itself, before any server has converted it. */
  readonly from: 'device' | 'server';
  /** Makes the H5, as a zip that opens anywhere. */
  save(): Promise<DownloadLink>;
} & (
  | {
      /** For a frame: a sandboxed page of the service worker's, which asks for the files it needs (h5/player/around.ts). */
      readonly url: string;
      /** @param path In the zip. @throws Error when there is no such file. */
      read(path: string): Promise<Blob>;
    }
  | {
      /** Why it cannot be shown here, only saved: another maker's pages, or no service worker to answer for them. */
      readonly hidden: 'foreign' | 'no-service-worker';
    }
);

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
  /** The same, because the browser saves data and `saver` is set. */
  readonly savesData: boolean;
  /** Transcodes wait, because the battery is low, nothing charges it, and `saver` is set. */
  readonly savesBattery: boolean;
  readonly user: string | undefined;
  readonly baseUrl: string | undefined;
  readonly gatewayUrl: string | undefined;
  /** Whether the browser lets this page call the gateway, when that is in a private network and the page is not. */
  readonly intranetAccess: IntranetAccess;
  /** ms since 1970 of the last change from up to down, while down. */
  readonly offlineSince: number | undefined;
  /** Whether this window's worker runs the jobs. */
  readonly runsHere: boolean;
  /** A transcode has been running in this window for some seconds: it ends with the window. The screen is kept on. */
  readonly transcodesHere: boolean;
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
  /**
   * Films that are transcoded from now on and are larger than 480p get smaller sizes as well: 1080p, 720p, 480p, as far
   * as they are smaller than the film. Their `.m3u8` is a master playlist then. Takes longer, and more room.
   */
  readonly severalSizes: boolean;
  /**
   * Transcodes wait while the battery is below 20 % and not charging, transfers while the browser is told to save data.
   * On unless set; without effect where the browser does not tell (`navigator.getBattery`, `navigator.connection`: Chromium
   * does).
   */
  readonly saver: boolean;
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
  /** A refused file among good ones gives an `addJobErrorEvent`; with no good one the call rejects. */
  addDownloadJobs(request: AddDownloadJobs): Promise<readonly PublicJob[]>;
  addConvertJobs(request: AddConvertJobs): Promise<readonly PublicJob[]>;
  /**
   * Asks the service that converts for the newest of its Jobs in a time.
   *
   * @param range ISO 8601: `since` is in it, `until` is not.
   * @throws Error in words when it does not answer.
   */
  getRemoteDecks(range?: {readonly since?: string; readonly until?: string}): Promise<RemoteDecks>;
  /** Adds converts for Jobs that the service has already; those that are on the list stay as they are. */
  fetchRemoteDecks(decks: readonly RemoteDeck[]): Promise<readonly PublicJob[]>;
  /** Uploads the files of converts as they are, by whichever route, and gives up the converts. */
  uploadInstead(jobs: JobRefs): Promise<readonly PublicJob[]>;
  jobReady(jobs: JobRefs): Promise<void>;
  continueUploadJob(jobs: JobRefs): Promise<void>;
  continueDownloadJob(jobs: JobRefs): Promise<void>;
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
  /** Jobs that were fixed to one route take whichever is up from now on, intranet first. */
  unpinJobRoute(jobs: JobRefs): Promise<void>;
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
  /** A small picture of a job's film, if one has been kept: then its `poster` is true. */
  getPoster(job: JobRef): Promise<Blob | undefined>;
  /**
   * Gives the bytes of a download, or the zip of a deck (`savable`), to the browser, to be saved as it saves any file.
   * Nobody tells whether it has: a download can be had again until `savableUntil`, unless its room is needed.
   */
  saveDownload(job: JobRef): Promise<DownloadLink>;
  /**
   * Writes them into a file that the person has chosen (`showSaveFilePicker`), a piece at a time. Resolves when the file
   * is whole; then a download leaves this device's store, and a deck stays.
   */
  saveDownload(job: JobRef, handle: FileSystemFileHandle): Promise<void>;
  /** A finished deck (`openable`, or only to be saved). @throws Error in words when it is not on this device. */
  openDeck(job: JobRef): Promise<OpenedDeck>;
  /** A `.pptx`, or the one of a job, drawn on this device as it is. @throws Error in words when it cannot be. */
  previewDeck(deck: File | JobRef): Promise<OpenedDeck>;
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
  /**
   * Calls the gateway from this window, so that the browser may ask the user for access to the local network (Chrome's
   * Local Network Access); call it on a click.
   *
   * @returns Whether the gateway answered, and its NAS is there.
   */
  connectIntranet(): Promise<boolean>;
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
  /** WebVTT files; the same headers go with them. */
  readonly subtitles: readonly Subtitles[];
}

export interface Subtitles {
  readonly url: string;
  /** BCP 47; absent where the film does not say. */
  readonly language?: string;
  /** As the film calls them. */
  readonly title?: string;
}
