import type {Transfer} from '../../../src/queue/job.ts';

/** An upload to the server that the page came from. */
export interface UploadOrder {
  readonly known?: Transfer;
  readonly chunkBytes?: number;
  readonly silenceMs?: number;
  readonly checksums?: boolean;
}

/** What came of it. */
export interface UploadOutcome {
  readonly transfer?: Transfer;
  /** Code of the failure; `reason:<message>` for an abort's. */
  readonly failed?: string;
  readonly acknowledged: readonly number[];
  readonly sent: readonly number[];
}

/** Messages to the worker, and to the service worker. */
export type ToWorker =
  | {readonly type: 'upload'; readonly order: UploadOrder; readonly file: File}
  | {readonly type: 'abort'; readonly message: string};
