/** What can stop a step, in words that tables and texts understand. */
export type FailureCode =
  | 'source-missing'
  | 'source-changed'
  | 'permission'
  | 'engine-missing'
  | 'network-lost'
  | 'wrong-route'
  | 'signed-out'
  | 'server-silent'
  | 'server-busy'
  | 'server-error'
  | 'server-refused'
  | 'answer-unreadable'
  | 'origin-refused'
  | 'upload-vanished'
  | 'upload-too-large'
  | 'checksum'
  | 'not-found'
  | 'link-refused'
  | 'file-changed-remote'
  | 'save-failed'
  | 'notify-refused'
  | 'nas-gone'
  | 'nas-full'
  | 'nas-exists'
  | 'nas-name'
  | 'nas-refused'
  | 'deck-refused'
  | 'deck-halted'
  | 'deck-deleted'
  | 'deck-unready'
  | 'deck-unsafe'
  | 'storage-full'
  | 'storage-missing'
  | 'media-corrupt'
  | 'media-none'
  | 'media-memory'
  | 'media-unsupported'
  | 'transcoder-failed'
  | 'died'
  | 'unexpected';

/** Values that a text about a failure may name, such as the status `502`. */
export type FailureValues = Readonly<Record<string, string | number>>;

export interface JobErrorOptions extends ErrorOptions {
  readonly values?: FailureValues;
  /** What the other side asked us to wait before the next try, in ms. */
  readonly retryAfterMs?: number;
}

/** Why a step could not finish. What happens next is for the flow table and {@link settle} to say. */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly code: FailureCode;
  readonly values: FailureValues;
  readonly retryAfterMs: number | undefined;

  constructor(code: FailureCode, message: string, options: JobErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.values = options.values ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Anything thrown, as a {@link JobError}: a programmer's mistake becomes `unexpected`, with its cause. */
export function toJobError(thrown: unknown): JobError {
  if (thrown instanceof JobError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new JobError('unexpected', message, {cause: thrown});
}
