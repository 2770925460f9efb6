const key = 'carryon.link-token';

/**
 * Takes the token out of `#token=…` and out of the address bar, so that it is neither kept in the history nor
 * shown to whoever looks over a shoulder (CONTRACT 2). A reload before it has signed in finds it again.
 *
 * @param waiting What this tab keeps for itself. The token waits there until {@link forgetToken}.
 */
export function takeToken(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
  waiting: Pick<Storage, 'getItem' | 'setItem'>,
) {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return waiting.getItem(key) ?? undefined;
  if (token !== '') waiting.setItem(key, token);
  history.replaceState(null, '', location.pathname + location.search);
  return token === '' ? undefined : token;
}

/** A server has taken it, or refused it: nothing of it waits any more. */
export function forgetToken(waiting: Pick<Storage, 'removeItem'>) {
  waiting.removeItem(key);
}
