import type {WantedRoute} from '../queue/job.ts';

/**
 * Where a download comes from, as it is kept with its job: an absolute URL, or a path on the NAS (CONTRACT 4, 6).
 *
 * @param given An http(s) URL; with `route` `intranet` a path on the NAS, unless it begins with a slash; else a URL
 *   relative to the base URL.
 * @throws Error in words when it is none of these.
 */
export function addressOf(given: string, baseUrl: string, route: WantedRoute): string {
  if (typeof given !== 'string' || given.trim() === '') throw new Error('A download needs a url.');
  const url = given.trim();
  if (/^https?:/i.test(url)) return checkedUrl(url);
  if (/^[a-z][a-z0-9+.-]+:/i.test(url)) throw new Error(`${url} cannot be fetched: only http and https can.`);
  if (route === 'intranet' && !url.startsWith('/')) return checkedPath(url);
  return checkedUrl(relativeTo(baseUrl, url));
}

/** Below the host, or, as some backends mean it, below the base URL. */
function relativeTo(baseUrl: string, url: string): string {
  if (!url.startsWith('/')) return `${baseUrl}/${url}`;
  const {origin, pathname} = new URL(baseUrl);
  return pathname === '/' || url.startsWith(`${pathname}/`) ? `${origin}${url}` : `${baseUrl}${url}`;
}

function checkedUrl(url: string): string {
  if (!URL.canParse(url)) throw new Error(`${url} is no address.`);
  const {href, username, password, hash} = new URL(url);
  if (username !== '' || password !== '') throw new Error('A link with a name and a password in it is not kept.');
  return href.slice(0, href.length - hash.length);
}

/** What the gateway would refuse (CONTRACT 4) is refused before it is queued. */
function checkedPath(path: string): string {
  const isControl = [...path].some((character) => character < ' ' || character === '\u007f');
  const leaves = path.split(/[/\\]/).includes('..');
  if (isControl || leaves || /^[/\\]|^[a-z]:/i.test(path)) throw new Error(`${path} is no path on the NAS.`);
  return path;
}
