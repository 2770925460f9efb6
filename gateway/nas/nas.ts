import type {OpenFile} from '../http/send-file.ts';

/** The share that the intranet route writes to. Paths are relative to the user's own folder on it. */
export interface Nas {
  /** Size of a file, or `undefined` if there is none. @throws HttpError 503 when the share does not answer. */
  sizeOf(user: string, path: string): Promise<number | undefined>;
  /** Opens a file for sending. @throws HttpError 404 if there is none, 503 when the share does not answer. */
  open(user: string, path: string): Promise<OpenFile>;
  /** Removes a file, or a folder with all that is in it. One that is not there is fine. */
  remove(user: string, path: string): Promise<void>;
}
