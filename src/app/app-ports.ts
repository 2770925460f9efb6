import type {Elsewhere} from '../adapters/indexeddb-sessions.ts';
import type {Channel} from '../queue/channel.ts';
import type {Owner, Source} from '../queue/job.ts';
import type {
  Clock,
  Converter,
  EngineSettings,
  Ids,
  IntranetAccess,
  JobStore,
  Session,
  SessionStore,
} from '../queue/ports.ts';
import type {Missing} from '../app-api.ts';

/** What the host page's API stands on. */
export interface AppPorts {
  readonly jobs: JobStore;
  readonly sessions: AppSessions;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sources: SourceIntake;
  readonly downloads: KeptDownloads;
  readonly ppj: Pick<Converter, 'list' | 'look'>;
  readonly decks: KeptDecks;
  /** Asks the backend whose token this is. @throws JobError `signed-out` when it is nobody's. */
  readonly askWho: (baseUrl: string, token: string) => Promise<{readonly user: string}>;
  /** Where the backend keeps a rendition's playlist, by the record of its original. */
  readonly playlistUrl: (owner: Owner, bizId: string) => Promise<string | undefined>;
  /** The picture of a film that is kept under its jobs' `identifier`. */
  readonly poster: (identifier: string) => Promise<Blob | undefined>;
  /** Whether a service worker answers for this page, so that renditions on this device play. */
  readonly servesFiles: () => boolean;
  /** Removes everything this app keeps on this device. */
  readonly erase: () => Promise<void>;
  readonly missing: readonly Missing[];
  readonly intranet: Intranet;
  /** The gateway beside a backend (CONTRACT 4), `undefined` while nobody can say; and the service that converts. */
  readonly elsewhere: (baseUrl: string) => Elsewhere;
}

/** The gateway, as far as this window has to do with it: only a window can ask the user to be let near it. */
export interface Intranet {
  access(gatewayUrl: string): Promise<IntranetAccess>;
  /** Asks the gateway how it is. @returns Whether it answered, with its NAS there; never throws. */
  call(gatewayUrl: string): Promise<boolean>;
  /** Calls when the access may have changed. @returns A function that takes the listener off again. */
  listen(gatewayUrl: string, onChange: () => void): () => void;
}

export interface AppSessions extends SessionStore {
  signIn(owner: Owner, token: string, elsewhere: Elsewhere): Promise<Session>;
  knownUser(baseUrl: string, token: string): Promise<Owner | undefined>;
  signOut(): Promise<void>;
  openQueue(): Promise<Session | undefined>;
  tokenFor(owner: Owner): Promise<string | undefined>;
  /** The current session, with its other ends elsewhere from now on. */
  move(elsewhere: Elsewhere): Promise<Session | undefined>;
  setSettings(change: Partial<EngineSettings>): Promise<EngineSettings>;
}

/** Takes in the bytes of added files. */
export interface SourceIntake {
  /** Records files before their jobs are written. */
  record(sources: readonly NewSource[]): Promise<void>;
  /** Has them kept, in the background, once their jobs are written. */
  keep(sources: readonly NewSource[]): void;
  /** Asks the user, through the browser, whether a recorded file may be read. False without a file to ask for. */
  askPermission(id: string): Promise<boolean>;
}

/** What is kept of downloads on this device. */
export interface KeptDownloads {
  /** Keeps the files that downloads go into by themselves. */
  record(handles: ReadonlyMap<string, FileSystemFileHandle>): Promise<void>;
  /** Asks the user, through the browser, whether such a file may be written. False without a file to ask for. */
  askPermission(uuid: string): Promise<boolean>;
  /** Where the browser gets the bytes from, to save them as it saves any file. */
  linkTo(uuid: string, fileName: string): Promise<string>;
  /** Writes the bytes into a file, piece by piece. @throws JobError `storage-full` or `source-missing`. */
  writeInto(uuid: string, handle: FileSystemFileHandle): Promise<void>;
  /** Frees them. */
  remove(uuid: string): Promise<void>;
}

/** Decks on this device, and presentations that can be drawn as one. */
export interface KeptDecks {
  /** @throws Error in words when it is not here. */
  zip(uuid: string): Promise<Blob>;
  /** Its files, unpacked as they are read. */
  open(uuid: string): Promise<{read(path: string): Promise<Blob>}>;
  /** Where a frame gets the page of a deck from; `preview` for one of no job. `undefined` without a service worker. */
  frameUrl(deck: string): string | undefined;
  /** The presentation of a job. @throws JobError when it is not on this device. */
  source(source: Source): Promise<File>;
  /** Has here what draws presentations; it is kept from then on. @throws Error when it cannot be fetched. */
  prepare(): Promise<void>;
  /** The script that draws presentations. */
  renderer(): Promise<Blob>;
  /** A zip that draws a presentation by itself. */
  make(file: Blob, title: string): Promise<Blob>;
}

export interface NewSource {
  readonly id: string;
  readonly file: File;
  readonly handle?: FileSystemFileHandle;
  /** Inside the folder it was added with; else empty. */
  readonly relativePath: string;
}
