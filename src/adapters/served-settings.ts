/** What the server that serves the page says of it; nothing where there is no such file, or no network. */
export async function fetchServedSettings(assetsUrl: string): Promise<{readonly backoffScale?: number}> {
  try {
    const answer = await fetch(new URL('config.json', assetsUrl), {credentials: 'omit', cache: 'no-cache'});
    const served: unknown = await answer.json();
    const scale = typeof served === 'object' && served !== null && 'backoffScale' in served ? served.backoffScale : 1;
    return typeof scale === 'number' && scale > 0 && Number.isFinite(scale) ? {backoffScale: scale} : {};
  } catch {
    return {};
  }
}
