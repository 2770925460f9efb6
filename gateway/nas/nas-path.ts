import {wellFormed} from '../http/well-formed.ts';
import {ShareError} from './share.ts';

/**
 * Checks a path on the NAS (CONTRACT 4): relative, downwards only, and without anything that one system or another
 * reads as something else than the name: streams, dots and blanks that are dropped from its end, our own parts.
 *
 * @returns Its names, from the top.
 * @throws ShareError `name`
 */
export function nasSegments(path: string): readonly string[] {
  const segments = path.split(/[\\/]/);
  if (path.length > 4096 || path !== wellFormed(path) || !segments.every(isName)) {
    throw new ShareError(
      'name',
      'The NAS takes relative paths, without "..", ":", control characters or hidden names.',
    );
  }
  return segments;
}

/**
 * The folder of one identifier alone, as our client names it (CONTRACT 4), that a file lies in; `undefined` for a file
 * anywhere else.
 */
export function ownFolder(path: string, identifier: string): string | undefined {
  const [kind = '', folder = '', ...names] = nasSegments(path);
  const isOwn = ['originals', 'transcodes'].includes(kind) && folder === identifier && names.length === 1;
  return isOwn ? `${kind}/${folder}` : undefined;
}

/** Where a user's path is on the share: below the folder of that user alone. @throws ShareError `name` */
export function sharePath(user: string, path: string): string {
  return [userFolder(user), ...nasSegments(path)].join('/');
}

/**
 * The folder of a user: the name itself, with what a share might read otherwise written as `%41`. No two users have
 * the same one; on a share that knows no upper and lower case `readConfig` sees to that.
 */
export function userFolder(user: string): string {
  const encode = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return user
    .replace(/[%~]/g, encode)
    .replace(/^\.|[. ]+$/g, (ends) => [...ends].map(encode).join(''))
    .replace(deviceName, (name) => encode(name) + name.slice(1));
}

/** The hidden name under which an upload's bytes lie beside the file that they become. */
export function partName(uploadId: string): string {
  return `.carryon-${uploadId}.part`;
}

function isName(segment: string): boolean {
  // No dot at the end: that excludes "", "." and ".." as well.
  return /[^. ]$/.test(segment) && !/[\p{Cc}:]/u.test(segment) && !partNames.test(segment);
}

/** Our parts, also by the short name that Windows gives them. */
const partNames = /^\.carryon-.*\.part$|~\d+\.par$/i;

/** Names that Windows takes for devices, whatever their endings. */
const deviceName = /^(?:con|prn|aux|nul|(?:com|lpt)[\d¹²³])(?=\.|$)/i;
