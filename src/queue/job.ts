import type {FailureCode, FailureValues} from './failure.ts';
import type {LogEntry} from './job-log.ts';

export type JobKind = 'upload' | 'download' | 'transcode' | 'convert';
/** A way to the other side: the gateway's NAS, or the backend. */
export type Route = 'intranet' | 'internet';
/** What answers, or does not: either end of a route, or the service that converts (SPEC G2). */
export type Endpoint = Route | 'ppj';
/** What the user asked for; `auto` is decided before each transfer, intranet first (SPEC F9). */
export type WantedRoute = Route | 'auto';

/** Whose job it is (SPEC Q10). Another user neither sees nor runs it. */
export interface Owner {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly user: string;
}

/** A stored failure. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly values: FailureValues;
  /** True when no retry will follow by itself. */
  readonly fatal: boolean;
  /** ISO 8601. */
  readonly at: string;
  /** Row of the flow in which it happened. */
  readonly step: number;
}

/** Why a waiting job cannot run although its turn has come, when the job itself is the reason. */
export type OwnBlock = 'permission' | 'window';

/** Where a job is. Each case has the fields that exist in it, and no others. */
export type JobStatus =
  | {readonly state: 'added'}
  | {
      readonly state: 'waiting';
      readonly blocked?: OwnBlock;
      /** The route its next step cannot do without, when that is not the one it was added for: a notify needs the backend. */
      readonly needs?: Route;
    }
  | {readonly state: 'running'}
  | {readonly state: 'retrying'; readonly retryAt: number}
  | {readonly state: 'paused'}
  | {readonly state: 'done'; readonly doneAt: number}
  | {readonly state: 'failed'}
  | {readonly state: 'cancelled'; readonly cancelledAt: number};

export type JobState = JobStatus['state'];

/** Why no copy of a job's bytes is kept: there is no room for it, or the file is no longer the one that was added. */
export type Unkept = 'no-room' | 'changed';

/** The bytes a job needs: how to tell that they are still the same (SPEC F10). */
export interface Source {
  /** Key in the file store. A transcode shares the source of the upload it is of. */
  readonly id: string;
  readonly size: number;
  /** ms since 1970. */
  readonly lastModified: number;
}

/** What the other side has of one file on one route. */
export interface Transfer {
  /** The tus upload. */
  readonly url: string;
  /** Bytes that the other side has acknowledged. */
  readonly offset: number;
  readonly complete: boolean;
}

/** What a transcode leaves in OPFS, in the folder `renditions/<uuid>/`. */
export interface Rendition {
  readonly playlistName: string;
  readonly segmentsName: string;
  readonly playlistBytes: number;
  readonly segmentsBytes: number;
  readonly durationSeconds: number;
  readonly way: TranscodeWay;
  /** What lies beside the two: subtitles, smaller sizes and their playlists. Absent for most. */
  readonly more?: readonly RenditionFile[];
  /** Those of them that are subtitles. */
  readonly subtitles?: readonly SubtitleTrack[];
}

export interface RenditionFile {
  readonly name: string;
  readonly bytes: number;
}

/** A WebVTT file of a rendition. */
export interface SubtitleTrack {
  readonly name: string;
  /** BCP 47; absent where the film does not say. */
  readonly language?: string;
  /** As the film calls it. */
  readonly title?: string;
}

/** `repackage` copies the packets; `webcodecs` has the browser make new ones, as far as needed; the others are ffmpeg. */
export type TranscodeWay = 'repackage' | 'webcodecs' | 'encode-sound' | 'encode-threads' | 'encode';

/** Why a transcode goes the way it goes: what a faster one had against the file, or how it ended. */
export type WayReason =
  | 'container'
  | 'no-track'
  | 'not-h264'
  | 'h264-profile'
  | 'rotated'
  | 'mirrored'
  | 'stretched'
  | 'not-aac'
  | 'aac-kind'
  | 'hdr'
  | 'video-undecodable'
  | 'audio-undecodable'
  | 'died'
  | 'stood-still'
  /** Smaller sizes are made beside the largest one. */
  | 'sizes'
  | 'sizes-failed'
  | 'failed';

/** The way that a transcode has taken. */
export interface TakenWay {
  readonly way: TranscodeWay;
  /** Absent for the fastest one. */
  readonly why?: WayReason;
  /** How a faster way has failed, for people who help. */
  readonly message?: string;
}

/** What a look at a film has told, for people; each as far as it could be told. */
export interface Film {
  /** The file that was looked at last. */
  readonly seenIn: 'original' | 'rendition';
  readonly durationSeconds?: number;
  /** Of the picture as it is shown, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** The way that its transcode will take. */
  readonly plan?: Omit<TakenWay, 'message'>;
  /** A picture of it is kept on this device, under the job's `identifier`. */
  readonly poster?: true;
}

/** The files that a job sends: the original, or those of a rendition. */
export type FilePart = 'original' | RenditionPart;
export type RenditionPart = 'segments' | 'playlist' | `more/${string}`;

/** What finished steps left for later ones. Kept for each route, for a return to it (SPEC F9). */
export interface Results {
  readonly transfers: Readonly<Partial<Record<`${Route}/${FilePart}`, Transfer>>>;
  /** Record of the original, from `afterClientUpload`. */
  readonly bizId?: string;
  readonly fileUrl?: string;
  readonly rendition?: Rendition;
  /** Folder on the NAS, from `getTranscodeFilePath`. */
  readonly nasFolder?: string;
  /** Where the playlist is: a `fileUrl`, or a NAS path. */
  readonly playlistPath?: string;
  /** Bytes of a download that are kept on this device; fewer again when it had to begin anew. */
  readonly keptBytes?: number;
  /** The most that it ever was: less than that is no progress. */
  readonly mostKeptBytes?: number;
  /** A download goes straight into the file that was chosen for it, since this device has no room: nothing of it is kept. */
  readonly straight?: true;
  /** Of a download, as the server says. */
  readonly size?: number;
  /** When the bytes of a download left for a file of the person's own, in ms since 1970. */
  readonly savedAt?: number;
  /** Until when they stay here all the same, in ms since 1970: nobody tells whether the browser that took them has kept them. */
  readonly keptUntil?: number;
  /** The backend has been told. */
  readonly notified?: boolean;
  /** The Job at the PPJ service. */
  readonly token?: string;
  /** Jobs that the service had before ours was created: should its answer get lost, ours is none of them (SPEC F13). */
  readonly tokensBefore?: KnownTokens;
  /** The service is told an identifier, that gives the same Job again; decided once, before the first attempt. */
  readonly usesIdentifier?: boolean;
  /** How often a Job of ours has come to nothing: the next one is another one to the service. */
  readonly lostJobs?: number;
  /** What the service last said of the Job. */
  readonly deckState?: DeckState;
  readonly totalPages?: number;
  /** When the service took the presentation, in ms since 1970. */
  readonly handedInAt?: number;
  /** How long it took to make the deck. */
  readonly madeSeconds?: number;
  /** The deck has been checked; it is ours, and opens in the app. */
  readonly deck?: KeptDeck;
}

/** The life of a Job at the PPJ service (SPEC P2). */
export type DeckState = 'uploading' | 'converting' | 'disting' | 'notifying' | 'completed' | 'halted' | 'deleted';

export interface KnownTokens {
  /** ISO 8601: what was listed, from then on. */
  readonly since: string;
  readonly tokens: readonly string[];
}

/** A deck on this device that has been looked through. */
export interface KeptDeck {
  /** Another maker's, whose pages we cannot show: it can only be saved. */
  readonly isForeign: boolean;
}

interface JobBase {
  readonly uuid: string;
  /** Names the original at the backend. A transcode's is that of the upload it is of. */
  readonly identifier: string;
  readonly owner: Owner;
  /** Order in its lane; a retry moves it to the end (SPEC Q5). */
  readonly place: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly route: WantedRoute;
  /** The flow it is in now. */
  readonly flowRoute: Route;
  readonly fileName: string;
  readonly fileSize: number;
  readonly status: JobStatus;
  /** Row of the flow last entered; 0 before the first (CONTRACT 6). */
  readonly step: number;
  /** Row at which the next attempt begins; 1 for the whole flow. */
  readonly from: number;
  /** 0–99; 100 when done. */
  readonly percent: number;
  /** Retries used since the last progress, 0–5. */
  readonly attempts: number;
  /** Contexts that died in a row in one step, without a new checkpoint between them (SPEC Q3). */
  readonly deaths?: {readonly step: number; readonly count: number};
  /** When the other side first asked to wait; after an hour of that it counts (SPEC Q5). */
  readonly postponedSince?: number;
  readonly error?: Failure;
  /** Its bytes survive a restart (SPEC Q2). */
  readonly kept: boolean;
  /** Present when it is certain that they are not kept. */
  readonly unkept?: Unkept;
  readonly results: Results;
  /** Something the other side has yet to be told, though the job itself is over. */
  readonly owed?: Debt;
  /** Taken off the list; the record goes once nothing is owed any more. */
  readonly removed?: true;
  /** What the change that made this object says of it. The store moves it into the job's log: no stored job has any. */
  readonly notes?: readonly LogEntry[];
}

/** What is still owed after a job's end: retried like `here`, never changing its state (SPEC F11, Q11). */
export interface Debt {
  /** `failure-report`: `afterClientTranscode` with −1. `termination`: the uploads that servers hold for nobody. */
  readonly type: 'failure-report' | 'termination';
  readonly attempts: number;
  /** ms since 1970. */
  readonly retryAt: number;
}

export interface UploadJob extends JobBase {
  readonly kind: 'upload';
  readonly source: Source;
  readonly bizKey: string;
  readonly projectId?: string;
  /** Lower-case endings to transcode, without the dot. */
  readonly transcodeTypes: readonly string[];
  /** Folder inside a dropped folder, for `relativePath`. */
  readonly relativePath?: string;
  readonly film?: Film;
}

export interface TranscodeJob extends JobBase {
  readonly kind: 'transcode';
  readonly source: Source;
  /** uuid of the upload. */
  readonly of: string;
  readonly bizKey: string;
  readonly projectId?: string;
  /** Record of the original. */
  readonly bizId: string;
  readonly way?: TranscodeWay;
  readonly wayReason?: WayReason;
  /** Ways that have ended the context they ran in, again and again (SPEC Q3). */
  readonly avoid?: readonly TranscodeWay[];
  readonly film?: Film;
}

export interface DownloadJob extends JobBase {
  readonly kind: 'download';
  /** An absolute http(s) URL, or a path on the NAS. */
  readonly url: string;
  /** Nobody has told how large it is: `fileSize` is 0. */
  readonly sizeUnknown?: true;
  /** The name of the file that it goes into by itself; the downloader keeps the handle. */
  readonly savesTo?: string;
}

export interface ConvertJob extends JobBase {
  readonly kind: 'convert';
  /** Absent for a deck that was made elsewhere, and is only fetched. */
  readonly source?: Source;
  readonly notifyUrl?: string;
}

export type Job = UploadJob | TranscodeJob | DownloadJob | ConvertJob;

export function sameOwner(a: Owner, b: Owner): boolean {
  return a.baseUrl === b.baseUrl && a.user === b.user;
}

/** Whether fetched bytes of a job may be on this device: until it is given up, or a download is certain to be saved elsewhere. */
export function keepsDownload({kind, removed, status, results: {savedAt, keptUntil}}: Job): boolean {
  if (removed || status.state === 'cancelled') return false;
  return kind === 'convert' || (kind === 'download' && (savedAt === undefined || keptUntil !== undefined));
}

/** The jobs that will never run again by themselves. */
export const finalStates = ['done', 'failed', 'cancelled'] as const satisfies readonly JobState[];

export function isFinal(status: JobStatus): boolean {
  return (finalStates as readonly JobState[]).includes(status.state);
}
