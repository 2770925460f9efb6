import type {TranscodeFailureCode} from './protocol.ts';

/** Why no rendition could be made. The message is a sentence for people. */
export class TranscodeError extends Error {
  override readonly name = 'TranscodeError';
  readonly code: TranscodeFailureCode;
  /** Where in the film it is damaged, if that can be told. */
  readonly atSeconds: number | undefined;

  constructor(code: TranscodeFailureCode, message: string, options: ErrorOptions & {atSeconds?: number} = {}) {
    super(message, options);
    this.code = code;
    this.atSeconds = options.atSeconds;
  }
}

/** What a browser's own errors mean here, by `DOMException.name`. */
const meanings: Readonly<Record<string, {code: TranscodeFailureCode; message: string}>> = {
  QuotaExceededError: {code: 'storage-full', message: 'There is no room left on this device for the result.'},
  NoSpaceError: {code: 'storage-full', message: 'There is no room left on this device for the result.'},
  NotReadableError: {
    code: 'source-missing',
    message: 'The file can no longer be read: it was moved, removed or changed.',
  },
  // Firefox's word for a read of a file that is gone; nothing else is aborted in here.
  AbortError: {code: 'source-missing', message: 'The file can no longer be read: it was moved, removed or changed.'},
  NotFoundError: {code: 'source-missing', message: 'The file is no longer there.'},
};

/** Turns anything thrown in the media worker into a {@link TranscodeError}; one that already is stays itself. */
export function asTranscodeError(error: unknown): TranscodeError {
  if (error instanceof TranscodeError) return error;
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const meaning = meanings[cause.name];
    if (meaning) return new TranscodeError(meaning.code, meaning.message, {cause: error});
    if (isOutOfMemory(cause)) {
      return new TranscodeError('media-memory', 'This device has not enough memory for this film.', {cause: error});
    }
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new TranscodeError('transcoder-failed', `The transcoder stopped: ${detail}`, {cause: error});
}

/** `0:07`, `12:41` or `1:02:03`: how a place in a film is written for people. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${String(minutes)}:${two(whole % 60)}`
    : `${String(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(whole % 60)}`;
}

function isOutOfMemory(error: Error): boolean {
  return /out of memory|OOM|allocation failed|could not allocate memory/i.test(error.message);
}
