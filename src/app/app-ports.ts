import type {Channel} from '../queue/channel.ts';
import type {Owner} from '../queue/job.ts';
import type {Clock, EngineSettings, Ids, JobStore, Session, SessionStore} from '../queue/ports.ts';
import type {Missing} from '../app-api.ts';

/** What the host page's API stands on. */
export interface AppPorts {
  readonly jobs: JobStore;
  readonly sessions: AppSessions;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sources: SourceIntake;
  /** Asks the backend whose token this is. @throws JobError `signed-out` when it is nobody's. */
  readonly askWho: (baseUrl: string, token: string) => Promise<{readonly user: string}>;
  /** Where the backend keeps a rendition's playlist, by the record of its original. */
  readonly playlistUrl: (owner: Owner, bizId: string) => Promise<string | undefined>;
  /** Whether a service worker answers for this page, so that renditions on this device play. */
  readonly servesFiles: () => boolean;
  /** Removes everything this app keeps on this device. */
  readonly erase: () => Promise<void>;
  readonly missing: readonly Missing[];
  /** Without it: the same as the backend (CONTRACT 4). */
  readonly gatewayUrl: string | undefined;
}

export interface AppSessions extends SessionStore {
  signIn(owner: Owner, token: string, gatewayUrl: string): Promise<Session>;
  knownUser(baseUrl: string, token: string): Promise<Owner | undefined>;
  signOut(): Promise<void>;
  openQueue(): Promise<Session | undefined>;
  tokenFor(owner: Owner): Promise<string | undefined>;
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

export interface NewSource {
  readonly id: string;
  readonly file: File;
  readonly handle?: FileSystemFileHandle;
  /** Inside the folder it was added with; else empty. */
  readonly relativePath: string;
}
