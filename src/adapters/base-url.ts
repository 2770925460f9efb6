/** A path of CONTRACT 3 or 4, appended to a base URL that may have a path of its own. */
export function join(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/**
 * Whether a URL belongs to a base URL: the same origin, and its path or one below it (CONTRACT 2). Steps upwards that
 * hide behind escapes do not count as below.
 */
export function isWithin(url: string, baseUrl: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(baseUrl)) return false;
  const target = new URL(url);
  const base = new URL(baseUrl);
  const folder = base.pathname.replace(/\/*$/, '/');
  const isBelow = target.pathname.startsWith(folder) || `${target.pathname}/` === folder;
  const isPlain = target.username === '' && target.password === '';
  return (
    target.origin === base.origin && isBelow && isPlain && !/(%2f|%5c|\/)\.\.(%2f|%5c|\/|$)/i.test(target.pathname)
  );
}

/**
 * A URL that a backend gave, absolute: given so already, below the host, or below its base URL.
 *
 * @returns As given if no sense can be made of it; whoever uses it will say so.
 */
export function absoluteUrl(given: string, baseUrl: string): string {
  if (URL.canParse(given)) return given;
  const onHost = URL.canParse(given, baseUrl) ? new URL(given, baseUrl).href : given;
  return isWithin(onHost, baseUrl) ? onHost : join(baseUrl, given);
}
