/**
 * Takes the token out of `#token=…` and out of the address bar, so that it is neither kept in the history nor
 * shown to whoever looks over a shoulder (CONTRACT 2).
 */
export function takeToken(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
) {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return token === '' ? undefined : token;
}
