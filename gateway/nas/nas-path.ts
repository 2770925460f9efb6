import {HttpError} from '../http/errors.ts';

/**
 * Checks a path on the NAS (CONTRACT 4): relative, downwards only, and without anything that one system or another
 * reads as more than a name.
 *
 * @returns Its names, from the top.
 * @throws HttpError 400
 */
export function nasSegments(path: string): readonly string[] {
  const segments = path.split(/[\\/]/);
  const isRefused =
    path === '' ||
    path.length > 4096 ||
    /\p{Cc}/u.test(path) ||
    /^[a-z]:/i.test(path) ||
    segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (isRefused) throw new HttpError(400, 'The path must be relative, without "..", a drive or control characters.');
  return segments;
}
