import {ShareError} from './share.ts';
import type {ShareProblem} from './share.ts';

/** What a caller is told; the cause is for the log. */
export const sentences: Readonly<Record<ShareProblem, string>> = {
  gone: 'The NAS does not answer.',
  refused: 'The NAS does not let the gateway in.',
  full: 'The NAS is full.',
  'not-found': 'There is no such file on the NAS.',
  exists: 'Something else has this name on the NAS.',
  name: 'The NAS does not accept this name.',
  failed: 'The NAS could not do it.',
};

// prettier-ignore
const problemOfCode: Readonly<Record<string, ShareProblem>> = {
  ENOENT: 'not-found', ENOTDIR: 'not-found', ELOOP: 'not-found',
  EISDIR: 'exists', EEXIST: 'exists', ENOTEMPTY: 'exists',
  ENAMETOOLONG: 'name', EILSEQ: 'name', EINVAL: 'name',
  ENOSPC: 'full', EDQUOT: 'full', EFBIG: 'full',
  EACCES: 'refused', EPERM: 'refused', EROFS: 'refused',
  EIO: 'gone', ESTALE: 'gone', ENXIO: 'gone', ENODEV: 'gone', EHOSTDOWN: 'gone', ENOTCONN: 'gone', ETIMEDOUT: 'gone',
  ECONNREFUSED: 'gone', ECONNRESET: 'gone', ECONNABORTED: 'gone', EPIPE: 'gone',
  EHOSTUNREACH: 'gone', ENETUNREACH: 'gone', ENETDOWN: 'gone', ENETRESET: 'gone',
};

/** Hears of a folder that `Share.removeIfEmpty` leaves as it is. */
export function unlessKept(error: unknown): void {
  const isKept = error instanceof ShareError && ['not-found', 'exists'].includes(error.problem);
  if (!isKept) throw error;
}

/** What a system's error code (`ENOENT`) means for the share. */
export function shareErrorOf(code: string | undefined, cause: unknown): ShareError {
  const problem = problemOfCode[code ?? ''] ?? 'failed';
  return new ShareError(problem, sentences[problem], {cause});
}
