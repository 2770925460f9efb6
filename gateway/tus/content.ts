import type {ByteSink} from '../http/write-body.ts';
import type {Creation} from './upload-store.ts';

/**
 * Where the bytes of uploads lie, on our disk or on the NAS. What is said about them is the {@link UploadStore}'s, in a
 * folder for each upload that a content may add files of its own to.
 */
export interface Content {
  /** Looks whether an upload may come. @throws HttpError or ShareError if there is no room, or what it asks for is refused. */
  admit(upload: NewUpload): Promise<void>;
  /** Adds what a new upload needs to its folder. */
  prepare(folder: string): Promise<void>;
  /** Bytes that count, given those that the journal counts: no more than are really there. */
  acceptedBytes(upload: StoredUpload, journalled: number): Promise<number>;
  /** Opens an upload's bytes for the next ones. */
  open(upload: StoredUpload): Promise<ContentWriter>;
  /** Other uploads of which nobody will ask for any more once this one is complete. */
  supersededBy(upload: StoredUpload): Promise<readonly string[]>;
  /** Puts complete bytes, flushed and closed, where they belong. May be called again if it failed. */
  finish(upload: StoredUpload): Promise<void>;
  /** Takes back what a complete upload became, where it is certain that nobody needs it. */
  withdraw(upload: StoredUpload): Promise<void>;
  /** Removes the bytes of an upload that is no more, unless they are somebody else's by now. */
  remove(upload: StoredUpload): Promise<void>;
}

/** What was said at creation. */
export interface NewUpload extends Creation {
  readonly fields: ReadonlyMap<string, string>;
}

/** An upload as its folder has it. */
export interface StoredUpload extends NewUpload {
  readonly id: string;
  readonly folder: string;
}

/** Bytes of an upload, open for more. Close them; closing again does nothing. */
export interface ContentWriter extends ByteSink {
  sizeBytes(): Promise<number>;
  truncate(sizeBytes: number): Promise<void>;
  /** Settles when what was written would survive a power cut. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
