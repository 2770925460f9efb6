/**
 * The share that the intranet route writes to: a folder of this machine, or one on an SMB server.
 *
 * Paths are relative to the share's root, with `/` between their names; the first name is a user's folder. They have
 * been checked ({@link nasSegments}); an adapter refuses links that lead out of that folder.
 *
 * Every call rejects with a {@link ShareError}, and with no other error that the share is the cause of.
 */
export interface Share {
  /** What is at a path; `undefined` if nothing is. */
  stat(path: string): Promise<ShareStat | undefined>;
  /** Opens a file for reading. @throws ShareError `not-found` if there is none, or it is a folder. */
  openForReading(path: string): Promise<ShareReader>;
  /** Opens a file for writing at offsets; makes it if it is not there, and leaves what is in it. Its folder is there. */
  openForWriting(path: string): Promise<ShareWriter>;
  /** Makes a folder and those above it; none is touched that is there. */
  makeFolders(path: string): Promise<void>;
  /**
   * Gives a file that nobody has open another name. In one step, unless an SMB server replaces: then there is a moment
   * with neither file under the name.
   *
   * @param mayReplace Whether a file that has the name by now goes.
   * @throws ShareError `exists` if it may not.
   */
  rename(from: string, to: string, mayReplace: boolean): Promise<void>;
  /** Removes a file, or a folder with all that is in it. One that is not there is fine. */
  remove(path: string): Promise<void>;
  /** Removes a folder that nothing is in. One that is not there, or has something in it, is fine, and stays. */
  removeIfEmpty(path: string): Promise<void>;
  /** Names in a folder; none if it is not there. */
  list(path: string): Promise<readonly string[]>;
  /** Bytes that the share still takes. */
  freeBytes(): Promise<number>;
  /** Whether the share answers; within 2 s, never behind a transfer, and never by throwing (CONTRACT 4). */
  isUp(): Promise<boolean>;
  /** Ends all that it has open. */
  close(): Promise<void>;
}

export interface ShareStat {
  readonly type: 'file' | 'folder';
  readonly sizeBytes: number;
  /** Of the last change; as fine as the share tells it. */
  readonly modifiedAtNs: bigint;
}

/** A file that is being read. Close it. */
export interface ShareReader {
  readonly stat: ShareStat;
  /** Bytes from an offset on: at least one, at most `lengthBytes`; none at the end of the file. */
  read(position: number, lengthBytes: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** A file that is being written. Close it; closing after a failure does not throw. */
export interface ShareWriter {
  sizeBytes(): Promise<number>;
  /**
   * Settles when all of it has been taken. May be called before an earlier write has settled: they keep their order,
   * and after one that failed the later ones fail as well, so that no hole is left.
   */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Cuts the file to this size. */
  truncate(sizeBytes: number): Promise<void>;
  /** Settles when what was written would survive the death of the share's program, and as far as we can ask, of its machine. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** What the share had against a call. */
export type ShareProblem =
  /** No answer, or none in time; nobody knows whether the call was carried out. */
  | 'gone'
  /** It does not let us in: user, password, or rights. */
  | 'refused'
  /** No room, or the quota is used up. */
  | 'full'
  | 'not-found'
  /** Something else has that name. */
  | 'exists'
  /** It takes no such name: too long, or with characters that it does not know. */
  | 'name'
  /** Anything else. */
  | 'failed';

/** Why a share did not do what it was asked for. Its message names no password and no path outside the share. */
export class ShareError extends Error {
  override readonly name = 'ShareError';
  readonly problem: ShareProblem;

  constructor(problem: ShareProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}
