import type {FailureCode, FailureValues} from './failure.ts';
import type {Job, JobKind, JobState, Route, TranscodeWay, Unkept, WantedRoute, WayReason} from './job.ts';

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
  /** Undefined before the first answer. */
  readonly routes: Readonly<Record<Route, boolean | undefined>>;
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
  /** Order in its lane. */
  readonly place: number;
  /** A rendition is kept on this device: it plays without the network. */
  readonly playableHere?: boolean;
  readonly result?: {readonly filePath: string};
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
    fileSize: job.fileSize,
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
    ...('source' in job && {lastModified: job.source.lastModified}),
    ...('bizKey' in job && {bizKey: job.bizKey}),
    ...('projectId' in job && {projectId: job.projectId}),
    ...bizIdOf(job),
    ...(results.fileUrl !== undefined && {fileUrl: results.fileUrl}),
    ...(job.kind === 'transcode' && transcodeFields(job)),
  };
}

function bizIdOf(job: Job): {bizId?: string} {
  if (job.kind === 'transcode') return {bizId: job.bizId};
  return job.results.bizId === undefined ? {} : {bizId: job.results.bizId};
}

function transcodeFields(job: Job & {kind: 'transcode'}) {
  const {rendition, playlistPath} = job.results;
  return {
    of: job.of,
    ...(job.way !== undefined && {way: job.way}),
    ...(job.wayReason !== undefined && {wayReason: job.wayReason}),
    ...(rendition !== undefined && {playableHere: true}),
    ...(playlistPath !== undefined && {result: {filePath: playlistPath}}),
  };
}

/** The gate that holds a waiting job up, if one does (SPEC G1, G2). */
export function gateBlock(job: Pick<Job, 'route' | 'status'>, gates: Gates): Blocked | undefined {
  if (!gates.queue) return 'queue';
  if (!gates.session) return 'session';
  const {intranet, internet} = gates.routes;
  if (!intranet && !internet) return 'network';
  const needed = job.status.state === 'waiting' ? (job.status.needs ?? job.route) : job.route;
  return needed !== 'auto' && !gates.routes[needed] ? 'route' : undefined;
}
