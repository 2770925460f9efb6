import {openDatabase} from './adapters/database.ts';
import {eraseEverything} from './adapters/erase.ts';
import {Http} from './adapters/http.ts';
import {IndexedDbJobStore} from './adapters/indexeddb-job-store.ts';
import {IndexedDbSessions} from './adapters/indexeddb-sessions.ts';
import {signIn} from './adapters/kapi.ts';
import {MediaWorkers} from './adapters/media-workers.ts';
import {transcodePlaylistUrl} from './adapters/records.ts';
import {fetchServedSettings} from './adapters/served-settings.ts';
import {SourceIntake} from './adapters/source-intake.ts';
import {systemClock} from './adapters/system-clock.ts';
import {TabChannel} from './adapters/tab-channel.ts';
import {WakeUp} from './adapters/wake-up.ts';
import type {CarryonApp, Missing, Settings} from './app-api.ts';
import {Carryon} from './app/carryon.ts';
import {watchPage} from './app/watch-page.ts';
import type {FromEngineWorker, ToEngineWorker} from './worker-protocol.ts';

export type * from './app-api.ts';

export interface AppOptions {
  /** Where the gateway is; default: the same as the backend. */
  readonly gatewayUrl?: string;
  /** Where `config.json` is served from; default: the folder of the page. */
  readonly assetsUrl?: string;
  /** A service worker to register; `false` or absent: the page sees to that itself. */
  readonly serviceWorker?: string | false;
  /** Keeps several apps of one origin apart. Default `carryon`. */
  readonly name?: string;
  readonly concurrency?: Partial<Settings['concurrency']>;
  /** A newer version of the app has taken over the database: reload this page. */
  readonly onOutdated?: () => void;
}

/**
 * Makes the host page's API and starts this window's engine worker (CONTRACT 6). One for each `name` and window.
 *
 * Resolves once the stored session has been read; jobs that were running go on by themselves.
 */
export async function createApp(options: AppOptions = {}): Promise<CarryonApp> {
  const name = options.name ?? 'carryon';
  const assetsUrl = new URL(options.assetsUrl ?? '.', location.href).href;
  const onOutdated = options.onOutdated ?? (() => undefined);
  const db = await openDatabase(name, onOutdated);
  const sessions = new IndexedDbSessions(db);
  const channel = new TabChannel(name);
  const http = new Http({tokenFor: (owner) => sessions.tokenFor(owner), clock: systemClock});
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), {type: 'module', name: `${name}-engine`});
  const mediaWorkers = new MediaWorkers();
  const tell = (message: ToEngineWorker) => worker.postMessage(message);
  await sessions.setSettings(await startSettings(options, assetsUrl, sessions));
  if (options.serviceWorker && 'serviceWorker' in navigator) {
    void navigator.serviceWorker.register(options.serviceWorker).catch((error: unknown) => reportError(error));
  }
  const wakeUp = new WakeUp(name);
  const stopWatching = watchPage({channel, tell, onHidden: () => void wakeUp.standBy()});
  channel.listen(({type}) => {
    if (type !== 'added') return;
    void wakeUp.register();
    askToStay();
  });
  const app = new Carryon(
    {
      jobs: new IndexedDbJobStore(db),
      sessions,
      channel,
      clock: systemClock,
      ids: newId,
      sources: new SourceIntake(db, (keep) => tell({type: 'keep', ...keep})),
      askWho: (baseUrl, token) => signIn(http, baseUrl, token, new AbortController().signal),
      playlistUrl: (owner, bizId) => transcodePlaylistUrl(http, owner, bizId, new AbortController().signal),
      servesFiles: () => navigator.serviceWorker?.controller != null,
      erase: () => eraseEverything(db),
      missing: whatIsMissing(),
      gatewayUrl: options.gatewayUrl?.replace(/\/+$/, ''),
    },
    () => {
      stopWatching();
      worker.terminate();
      mediaWorkers.endAll();
      channel.close();
      db.close();
    },
  );
  worker.addEventListener('message', ({data}: MessageEvent<FromEngineWorker>) => {
    switch (data.type) {
      case 'lease':
        app.setRunsHere(data.held);
        return;
      case 'media-worker':
        mediaWorkers.start(data.port);
        return;
      case 'outdated':
        onOutdated();
        return;
      case 'broke':
        reportError(new Error(data.message));
        return;
    }
  });
  tell({type: 'start', name});
  await app.open();
  return app;
}

let hasAskedToStay = false;

/** With the first job: what lies here is not to be cleared away when the device runs short (SPEC X1). */
function askToStay(): void {
  if (hasAskedToStay) return;
  hasAskedToStay = true;
  // Refused, or no answer: then it stays as long as the browser likes.
  void navigator.storage?.persist?.().catch(() => undefined);
}

async function startSettings(options: AppOptions, assetsUrl: string, sessions: IndexedDbSessions) {
  const [known, served] = await Promise.all([sessions.settings(), fetchServedSettings(assetsUrl)]);
  return {...known, ...served, concurrency: {...known.concurrency, ...options.concurrency}};
}

function whatIsMissing(): readonly Missing[] {
  const lacks: Readonly<Record<Missing, boolean>> = {
    'secure-context': !globalThis.isSecureContext,
    isolation: !globalThis.crossOriginIsolated,
    opfs: typeof navigator.storage?.getDirectory !== 'function',
    'service-worker': !('serviceWorker' in navigator),
    'web-locks': !('locks' in navigator),
  };
  // The table's own keys.
  return (Object.keys(lacks) as Missing[]).filter((what) => lacks[what]);
}

/** Plain http has no randomUUID. */
function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const [version = 0, variant = 0] = [bytes[6], bytes[8]];
  bytes[6] = (version & 0x0f) | 0x40;
  bytes[8] = (variant & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
