import {openDB, type DBSchema, type IDBPDatabase} from 'idb';
import type {LogEntry} from '../queue/job-log.ts';
import type {Job, JobKind, Owner} from '../queue/job.ts';
import type {EngineSettings} from '../queue/ports.ts';

/** A job with the keys by which it is found; a key that does not apply is absent, and so not in its index. */
export interface JobRecord {
  readonly uuid: string;
  readonly job: Job;
  readonly list?: [owner: string, kind: JobKind, place: number];
  readonly waiting?: [owner: string, kind: JobKind, route: string, place: number];
  readonly blocked?: string;
  readonly retry?: [owner: string, retryAt: number];
  readonly running?: 1;
  readonly debt?: [owner: string, retryAt: number];
  /** The source that it may still read. */
  readonly reads?: string;
  /** Owner of a job that may run without the user. */
  readonly work?: string;
  /** Its film has yet to be looked at. */
  readonly unseen?: [owner: string, place: number];
}

/** What has happened to a job; beside it, so that lists of jobs stay as quick to read as they were. */
export interface LogRecord {
  readonly uuid: string;
  readonly entries: readonly LogEntry[];
}

/** A small picture of a film, for the rows of all its jobs. */
export interface PosterRecord {
  /** `identifier` of the jobs. */
  readonly id: string;
  readonly type: string;
  readonly bytes: ArrayBuffer;
}

export interface SessionRecord {
  readonly key: string;
  readonly owner: Owner;
  /** Absent after sign-out. */
  readonly token?: string;
  /** SHA-256 of each token that has signed in here, for signing in offline (SPEC G3). */
  readonly knownTokens: readonly string[];
  readonly ready: boolean;
  /** ms since 1970. */
  readonly signedInAt: number;
  readonly queueOpen: boolean;
  readonly gatewayUrl: string;
  /** The service that converts, when it is not the backend's own. */
  readonly ppj?: PpjElsewhere;
}

/** A PPJ service that is not the backend's own (CONTRACT 5). */
export interface PpjElsewhere {
  /** Without a slash at its end. */
  readonly url: string;
  /** Absent: the backend's token where it lies below the backend, else none. */
  readonly credential?: string;
}

export interface SourceRecord {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  /** The copy in OPFS is whole. */
  readonly copied: boolean;
  readonly handle?: FileSystemFileHandle;
}

/** What is kept of a download. */
export interface DownloadRecord {
  readonly uuid: string;
  /** The file at the server whose bytes these are; absent before its first answer. */
  readonly remote?: RemoteFile;
  /** In the order of their starts, without overlap. */
  readonly parts: readonly DownloadPart[];
  /** Where the whole of it goes by itself. */
  readonly handle?: FileSystemFileHandle;
}

/** What tells one state of a file at a server from another, and what the server can do. */
export interface RemoteFile {
  /** With its quotes, and its `W/` if it is a weak one. */
  readonly etag?: string;
  /** As the header says it. */
  readonly lastModified?: string;
  /** Absent where the server does not tell. */
  readonly size?: number;
  /** It answers requests for ranges. */
  readonly hasRanges: boolean;
  readonly digest?: RemoteDigest;
}

export interface RemoteDigest {
  readonly algorithm: 'sha-512' | 'sha-256' | 'md5';
  readonly base64: string;
}

/** A file in `downloads/<uuid>/`: written by one run, never opened again for writing. */
export interface DownloadPart {
  readonly name: string;
  /** Of its first byte in the whole. */
  readonly start: number;
  /** Bytes that would survive a crash; what the file has more is not trusted. */
  readonly length: number;
}

export interface Lease {
  readonly epoch: number;
  readonly beatAt: number;
}

interface Meta {
  readonly places: {readonly end: number; readonly front: number};
  readonly lease: Lease;
  readonly current: Owner;
  readonly settings: EngineSettings;
  /** Gateways elsewhere that have answered after a click. */
  readonly reachedGateways: readonly string[];
}

/** The stores and their indexes. */
export interface Schema extends DBSchema {
  readonly jobs: {
    key: string;
    value: JobRecord;
    indexes: {
      list: [string, string, number];
      waiting: [string, string, string, number];
      blocked: string;
      retry: [string, number];
      running: number;
      debt: [string, number];
      reads: string;
      work: string;
      unseen: [string, number];
    };
  };
  readonly logs: {key: string; value: LogRecord};
  readonly meta: {key: keyof Meta; value: Meta[keyof Meta]};
  readonly sessions: {key: string; value: SessionRecord};
  readonly sources: {key: string; value: SourceRecord};
  readonly posters: {key: string; value: PosterRecord};
  readonly downloads: {key: string; value: DownloadRecord};
}

export type Database = IDBPDatabase<Schema>;

const version = 4;
const indexes = ['list', 'waiting', 'blocked', 'retry', 'running', 'debt', 'reads', 'work'] as const;

/**
 * Opens the one database. A newer version of the app closes it under our hands.
 *
 * @param onOutdated Called when a newer version wants the database: stop, and ask for a reload.
 */
export async function openDatabase(name: string, onOutdated: () => void): Promise<Database> {
  return await open(name, onOutdated, true);
}

/** Opens a database that is there already. @throws DOMException `AbortError` if it is not; then none is made. */
export async function openExistingDatabase(name: string, onOutdated: () => void): Promise<Database> {
  return await open(name, onOutdated, false);
}

async function open(name: string, onOutdated: () => void, mayCreate: boolean): Promise<Database> {
  const db = await openDB<Schema>(name, version, {
    upgrade(database, oldVersion, _newVersion, tx) {
      // What an upgrade from nothing began is gone with it.
      if (oldVersion === 0 && !mayCreate) return tx.abort();
      if (oldVersion < 1) {
        const jobs = database.createObjectStore('jobs', {keyPath: 'uuid'});
        for (const index of indexes) jobs.createIndex(index, index);
        database.createObjectStore('meta');
        database.createObjectStore('sessions', {keyPath: 'key'});
        database.createObjectStore('sources', {keyPath: 'id'});
      }
      if (oldVersion < 2) database.createObjectStore('logs', {keyPath: 'uuid'});
      if (oldVersion < 3) {
        database.createObjectStore('posters', {keyPath: 'id'});
        // A job that is there already comes into it with its next change.
        tx.objectStore('jobs').createIndex('unseen', 'unseen');
      }
      if (oldVersion < 4) database.createObjectStore('downloads', {keyPath: 'uuid'});
    },
    blocking() {
      onOutdated();
      db.close();
    },
  });
  return db;
}

/** Written to the disk before it is acknowledged: a killed browser loses nothing (SPEC X1). */
export const strict = {durability: 'strict'} as const;

/** A value of the meta store; its key says its type. */
export async function readMeta<Key extends keyof Meta>(
  store: {get(key: keyof Meta): Promise<unknown>},
  key: Key,
): Promise<Meta[Key] | undefined> {
  // Each key is only ever written with its own type.
  return (await store.get(key)) as Meta[Key] | undefined;
}

export function ownerKey({baseUrl, user}: Owner): string {
  return `${baseUrl}\n${user}`;
}
