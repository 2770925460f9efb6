import type {FailureCode, FailureValues} from './failure.ts';
import type {
  ConvertJob,
  DeckState,
  DownloadJob,
  Endpoint,
  Film,
  Job,
  JobKind,
  JobState,
  Route,
  TranscodeWay,
  Unkept,
  WantedRoute,
  WayReason,
} from './job.ts';
import {canSave} from './saved-download.ts';
import {wantedRouteOf} from './wanted-route.ts';

/** Why a waiting job does not run (CONTRACT 6). */
export type Blocked = 'queue' | 'network' | 'session' | 'route' | 'permission' | 'window';

/** What the gates say now (SPEC G1). Events carry it to every window. */
export interface Gates {
  /** Opened by the front end (SPEC G4). */
  readonly queue: boolean;
  /** Signed in, and no 401 since (SPEC G3). */
  readonly session: boolean;
  /** Routes are closed because the person wants Wi-Fi, and this is a mobile network (SPEC Q11). */
  readonly waitsForWifi: boolean;
  /** Routes are closed because the browser saves data, and the person wants that heeded. */
  readonly savesData: boolean;
  /** Nothing is transcoded because the battery is low, and the person wants it spared. */
  readonly savesBattery: boolean;
  /** Which ends answer; undefined before the first answer. */
  readonly routes: Readonly<Record<Endpoint, boolean | undefined>>;
}

/** A job as host pages see it (CONTRACT 6), with what our own page shows beside. */
export interface PublicJob {
  readonly uuid: string;
  readonly identifier: string;
  readonly kind: JobKind;
  readonly route: WantedRoute;
  /** The route it is on now. */
  readonly flowRoute: Route;
  readonly state: JobState;
  /** Row of SPEC's table F; 0 before the first. */
  readonly step: number;
  readonly fileName: string;
  readonly fileSize: number;
  /** Of the file when it was added, in ms since 1970. */
  readonly lastModified?: number;
  readonly percent: number;
  readonly attempts: number;
  readonly error: null | {
    readonly message: string;
    readonly fatal: boolean;
    readonly at: string;
    readonly code: FailureCode;
    readonly values: FailureValues;
  };
  readonly createdAt: string;
  readonly kept: boolean;
  /** Why its bytes are not kept: it ends with the windows that hold its file. */
  readonly unkept?: Unkept;
  readonly blocked?: Blocked;
  readonly retryAt?: string;
  readonly doneAt?: string;
  readonly of?: string;
  readonly bizKey?: string;
  readonly projectId?: string;
  readonly bizId?: string;
  readonly fileUrl?: string;
  readonly way?: TranscodeWay;
  /** Why not a faster one. */
  readonly wayReason?: WayReason;
  /** Of a film, once it has been looked at. */
  readonly durationSeconds?: number;
  /** Of its picture as it is shown, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** How its transcode will go about it, told before it begins: `why` is what a faster way has against the file. */
  readonly plan?: {readonly way: TranscodeWay; readonly why?: WayReason};
  /** A small picture of it is kept on this device: `app.getPoster(job)`. */
  readonly poster?: true;
  /** Order in its lane. */
  readonly place: number;
  /** A rendition is kept on this device: it plays without the network. */
  readonly playableHere?: boolean;
  /** Of a download: the link or NAS path it comes from. */
  readonly url?: string;
  /** Of a download: nobody has told how large it is; `fileSize` is 0 so long. */
  readonly sizeUnknown?: true;
  /** Of a download: goes by itself into a file of this name that was chosen when it was added. */
  readonly savesTo?: string;
  /**
   * Of a download: all of it is kept on this device until it is saved: `app.saveDownload(job)`. Finished, or turned away
   * by the file that it was to go into.
   */
  readonly savable?: true;
  /** Of a download: when its bytes left for a file of the person's own. */
  readonly savedAt?: string;
  /**
   * Of a download with `savesTo`: it goes there as it comes, since this device has no room for it. Nothing of it is kept
   * before its end: whatever interrupts it makes it begin again.
   */
  readonly straight?: true;
  /** Of one that the browser took to save: until when it can be saved again, in case it was not kept. */
  readonly savableUntil?: string;
  /** Of a convert: its Job at the service. */
  readonly token?: string;
  /** What the service last said of it. */
  readonly deckState?: DeckState;
  /** Of a convert: how long the service took, from the answer to its POST on, as far as anybody looked. */
  readonly madeSeconds?: number;
  /** Of a convert: the deck is on this device, and opens in the app: `app.openDeck(job)`. */
  readonly openable?: true;
  /** Of a transcode: where its playlist is. Of a download: its size. Of a convert: its Job at the service. */
  readonly result?:
    | {readonly filePath: string}
    | {readonly size: number}
    | {readonly token: string; readonly totalPages: number | null};
}

/** The public shape of a stored job. Pure; times become ISO 8601. */
export function publicJob(job: Job, gates: Gates, toIso: (ms: number) => string): PublicJob {
  const {status, results, error} = job;
  const blocked = status.state === 'waiting' ? (status.blocked ?? gateBlock(job, gates)) : undefined;
  return {
    uuid: job.uuid,
    identifier: job.identifier,
    kind: job.kind,
    route: job.route,
    flowRoute: job.flowRoute,
    state: status.state,
    step: job.step,
    fileName: job.fileName,
    fileSize: job.kind === 'download' ? (results.size ?? job.fileSize) : job.fileSize,
    percent: status.state === 'done' ? 100 : job.percent,
    attempts: job.attempts,
    error: error
      ? {message: error.message, fatal: error.fatal, at: error.at, code: error.code, values: error.values}
      : null,
    createdAt: job.createdAt,
    kept: job.kept,
    ...(job.unkept !== undefined && {unkept: job.unkept}),
    place: job.place,
    ...(blocked !== undefined && {blocked}),
    ...(status.state === 'retrying' && {retryAt: toIso(status.retryAt)}),
    ...(status.state === 'done' && {doneAt: toIso(status.doneAt)}),
    ...('source' in job && job.source && {lastModified: job.source.lastModified}),
    ...('bizKey' in job && {bizKey: job.bizKey}),
    ...('projectId' in job && {projectId: job.projectId}),
    ...bizIdOf(job),
    ...(results.fileUrl !== undefined && {fileUrl: results.fileUrl}),
    ...('film' in job && job.film && filmFields(job.film)),
    ...(job.kind === 'transcode' && transcodeFields(job)),
    ...(job.kind === 'download' && downloadFields(job, toIso)),
    ...(job.kind === 'convert' && convertFields(job)),
  };
}

function bizIdOf(job: Job): {bizId?: string} {
  if (job.kind === 'transcode') return {bizId: job.bizId};
  return job.results.bizId === undefined ? {} : {bizId: job.results.bizId};
}

function filmFields({seenIn: _where, ...film}: Film) {
  return film;
}

function transcodeFields(job: Job & {kind: 'transcode'}) {
  const {rendition, playlistPath} = job.results;
  return {
    of: job.of,
    ...(job.way !== undefined && {way: job.way}),
    ...(job.wayReason !== undefined && {wayReason: job.wayReason}),
    ...(rendition !== undefined && {playableHere: true, durationSeconds: rendition.durationSeconds}),
    ...(playlistPath !== undefined && {result: {filePath: playlistPath}}),
  };
}

function downloadFields(job: DownloadJob, toIso: (ms: number) => string) {
  const {url, sizeUnknown, savesTo, status, results} = job;
  const {size, savedAt, keptUntil, straight} = results;
  const isDone = status.state === 'done' && size !== undefined;
  return {
    url,
    ...(sizeUnknown && size === undefined && {sizeUnknown}),
    ...(savesTo !== undefined && {savesTo}),
    ...(straight && {straight}),
    ...(isDone && {result: {size}}),
    ...(size !== undefined && savedAt === undefined && canSave(job) && {savable: true as const}),
    ...(savedAt !== undefined && {savedAt: toIso(savedAt)}),
    ...(keptUntil !== undefined && {savableUntil: toIso(keptUntil)}),
  };
}

function convertFields({status, results}: ConvertJob) {
  const {token, totalPages, deckState, deck, madeSeconds} = results;
  const isDone = status.state === 'done' && deck !== undefined;
  return {
    ...(token !== undefined && {token}),
    ...(deckState !== undefined && {deckState}),
    ...(madeSeconds !== undefined && {madeSeconds}),
    ...(isDone && token !== undefined && {result: {token, totalPages: totalPages ?? null}}),
    ...(isDone && {savable: true as const}),
    ...(isDone && !deck.isForeign && {openable: true as const}),
  };
}

/** The gate that holds a waiting job up, if one does (SPEC G1, G2). */
export function gateBlock(job: Job, gates: Gates): Blocked | undefined {
  if (!gates.queue) return 'queue';
  if (!gates.session) return 'session';
  const {intranet, internet, ppj} = gates.routes;
  if (!intranet && !internet && !ppj) return 'network';
  if (job.kind === 'convert') return ppj ? undefined : 'route';
  const needed = job.status.state === 'waiting' ? (job.status.needs ?? wantedRouteOf(job)) : wantedRouteOf(job);
  return needed !== 'auto' && !gates.routes[needed] ? 'route' : undefined;
}
