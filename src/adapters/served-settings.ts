/** What the server of the page says of itself. */
export interface ServedSettings {
  /** Multiplies all retry waits (CONTRACT 1). */
  readonly backoffScale?: number;
  /** Where the intranet gateway is, when it is not the backend (`CARRYON_GATEWAY`). */
  readonly gatewayUrl?: string;
}

/** What the server that serves the page says of it: nothing where there is no such file, `undefined` if it is not there. */
export async function fetchServedSettings(assetsUrl: string): Promise<ServedSettings | undefined> {
  const url = new URL('config.json', assetsUrl);
  const answer = await fetch(url, {credentials: 'omit', cache: 'no-cache'}).catch(() => undefined);
  if (!answer || answer.status >= 500) return undefined;
  try {
    const served: unknown = await answer.json();
    return typeof served === 'object' && served !== null ? {...scaleIn(served), ...gatewayIn(served)} : {};
  } catch {
    return {};
  }
}

function scaleIn(served: object): ServedSettings {
  const scale = 'backoffScale' in served ? served.backoffScale : undefined;
  return typeof scale === 'number' && scale > 0 && Number.isFinite(scale) ? {backoffScale: scale} : {};
}

function gatewayIn(served: object): ServedSettings {
  const url = 'gatewayUrl' in served ? served.gatewayUrl : undefined;
  return typeof url === 'string' && /^https?:/.test(url) && URL.canParse(url) ? {gatewayUrl: url} : {};
}
