import type {IntranetAccess} from '../queue/ports.ts';
import {join} from './base-url.ts';
import type {Http} from './http.ts';
import type {IndexedDbSessions} from './indexeddb-sessions.ts';

/** How long somebody may think about the browser's question. */
export const questionMs = 120_000;

/**
 * Chrome's Local Network Access (142 and later): a page from the public internet may call an address of a private
 * network only after the user has allowed it, and only a window can ask. Others allow it, or have no such permission.
 *
 * @param gatewayUrl Where the gateway is.
 * @param reached It has answered this page before, without a permission: none was needed.
 * @returns What calls to the gateway may do now: `prompt` means that the first one has to follow a click.
 */
export async function intranetAccess(gatewayUrl: string, reached: boolean): Promise<IntranetAccess> {
  if (!mayNeedPermission(globalThis.location.href, gatewayUrl)) return 'granted';
  const state = (await permission(gatewayUrl))?.state ?? 'granted';
  return state === 'prompt' && reached ? 'granted' : state;
}

/** Calls the gateway from a window, as long as the browser's question stands. @returns Whether its NAS is there. */
export async function callGateway(gatewayUrl: string, http: Http, sessions: IndexedDbSessions): Promise<boolean> {
  try {
    const {ok, nas} = await http.json({url: join(gatewayUrl, '/gateway/health')}, AbortSignal.timeout(questionMs));
    // With a permission it says nothing of the time after that: taken back, the user has to be asked again.
    if ((await permission(gatewayUrl))?.state === 'prompt') await sessions.noteReached(gatewayUrl);
    return ok === true && nas === true;
  } catch {
    // Refused by the user, or nobody there.
    return false;
  }
}

/** Calls when the user has allowed or forbidden it. @returns A function that takes the listener off again. */
export function onIntranetAccess(gatewayUrl: string, onChange: () => void): () => void {
  const off = new AbortController();
  void permission(gatewayUrl).then((status) => status?.addEventListener('change', onChange, {signal: off.signal}));
  return () => off.abort();
}

/**
 * Whether the permission can matter: the gateway is elsewhere, and the page does not come from a private network itself.
 * Names tell nothing of the gateway's own address: `nas.example.org` may well be a private one.
 */
export function mayNeedPermission(pageUrl: string, gatewayUrl: string): boolean {
  return new URL(pageUrl).origin !== new URL(gatewayUrl, pageUrl).origin && !isLocalHost(new URL(pageUrl).hostname);
}

/** Loopback, private and link-local addresses, and names that only a local network knows. */
function isLocalHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (name.includes(':')) return name === '::1' || /^(f[cd]|fe[89ab])/.test(name);
  if (/^\d+(\.\d+){3}$/.test(name)) return /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(name);
  return !name.includes('.') || /\.(localhost|local|lan|home|internal|home\.arpa)$/.test(name);
}

/** First one for all, later one for each kind of address (seen in Chromium 156); the first name remains, and says less. */
async function permission(gatewayUrl: string): Promise<PermissionStatus | undefined> {
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(gatewayUrl).hostname);
  for (const name of [isLoopback ? 'loopback-network' : 'local-network', 'local-network-access']) {
    try {
      // The types do not know these names yet.
      return await navigator.permissions.query({name: name as PermissionName});
    } catch {
      // Nor do other browsers, which ask for nothing.
    }
  }
  return undefined;
}
