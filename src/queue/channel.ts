import type {JobKind, Owner} from './job.ts';
import type {Gates, PublicJob} from './public-job.ts';

/** What the windows, workers and the service worker of one origin tell each other. Losing one loses nothing: the store is the truth. */
export type Message =
  /** Something in the store has changed: whoever runs the engine, look. */
  | {readonly type: 'nudge'}
  /** Jobs were cancelled or removed: their files may go. */
  | {readonly type: 'sweep'}
  /** A window has come: tell it how things are. */
  | {readonly type: 'hello'}
  /** A window is visible now; repeated while it is. */
  | {readonly type: 'visible'}
  /** The network may have changed. */
  | {readonly type: 'probe'}
  /** Another user, or none, or the same again: read the session anew. */
  | {readonly type: 'session'}
  | {readonly type: 'changed'; readonly owner: Owner; readonly jobs: readonly PublicJob[]}
  /** Read these jobs anew. */
  | {readonly type: 'touched'; readonly uuids: readonly string[]}
  | {readonly type: 'added'; readonly owner: Owner; readonly jobs: readonly PublicJob[]}
  | {readonly type: 'removed'; readonly uuids: readonly string[]}
  | {
      readonly type: 'progress';
      readonly uuid: string;
      readonly kind: JobKind;
      readonly percent: number;
      readonly sentBytes: number | undefined;
      readonly totalBytes: number | undefined;
      readonly speed: number | undefined;
    }
  /** SPEC Q6. */
  | {
      readonly type: 'job-failed';
      readonly uuid: string;
      readonly kind: JobKind;
      readonly message: string;
      readonly errorStatus: 0 | 1;
    }
  /** A file that could not be added. */
  | {
      readonly type: 'refused';
      readonly kind: JobKind;
      readonly fileName: string;
      readonly fileSize: number;
      readonly message: string;
    }
  | {readonly type: 'gates'; readonly gates: Gates}
  /** The service worker runs the engine, for want of a window. */
  | {readonly type: 'stands-in'}
  /** A window is there for the engine: a service worker lets go of it. */
  | {readonly type: 'yield'}
  /** Everything on this device is being erased: stop, and forget. */
  | {readonly type: 'erased'};

/** Messages to all contexts of the origin, this one included. */
export interface Channel {
  post(message: Message): void;
  /** @returns A function that takes the listener off again. */
  listen(listener: (message: Message) => void): () => void;
  close(): void;
}
