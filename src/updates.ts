import {Workbox} from 'workbox-window';

export interface UpdateOptions {
  /** The service worker's script; its folder is its scope. */
  readonly url: string | URL;
  /**
   * A new version is there and waits. `apply` lets it take over and reloads this window, once; whoever is asked
   * decides when, or never: it then comes with the next start.
   */
  readonly onWaiting: (apply: () => void) => void;
}

/** How the registration went, and why not. */
export type Registered =
  | {
      readonly ok: true;
      /** Asks whether there is a new version, now; browsers do so at each navigation and once a day. */
      readonly check: () => Promise<void>;
    }
  /** `insecure`: plain http on another machine. `unsupported`: this browser or mode has none. `refused`: see `cause`. */
  | {readonly ok: false; readonly reason: 'insecure' | 'unsupported'}
  | {readonly ok: false; readonly reason: 'refused'; readonly cause: unknown};

/** Registers the service worker. Nothing of a new version is seen until {@link UpdateOptions.onWaiting} says so. */
export async function registerUpdates({url, onWaiting}: UpdateOptions): Promise<Registered> {
  if (!window.isSecureContext) return {ok: false, reason: 'insecure'};
  if (!('serviceWorker' in navigator)) return {ok: false, reason: 'unsupported'};
  const workbox = new Workbox(String(url), {updateViaCache: 'none'});
  workbox.addEventListener('waiting', () => onWaiting(() => void apply(workbox)));
  try {
    const registration = await workbox.register({immediate: true});
    return {ok: true, check: async () => void (await registration?.update())};
  } catch (cause) {
    return {ok: false, reason: 'refused', cause};
  }
}

async function apply(workbox: Workbox): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  // Another window was faster: the new version is in charge already.
  if (registration?.waiting == null) return location.reload();
  workbox.addEventListener('controlling', () => location.reload());
  workbox.messageSkipWaiting();
}
