import {openDatabase, type PpjElsewhere} from './adapters/database.ts';
import {DeckKeeper} from './adapters/deck-keeper.ts';
import {DownloadKeeper} from './adapters/download/download-keeper.ts';
import {eraseEverything} from './adapters/erase.ts';
import {Http} from './adapters/http.ts';
import {IndexedDbJobStore} from './adapters/indexeddb-job-store.ts';
import {IndexedDbPosters} from './adapters/indexeddb-posters.ts';
import {IndexedDbSessions} from './adapters/indexeddb-sessions.ts';
import {signIn} from './adapters/kapi.ts';
import {callGateway, intranetAccess, onIntranetAccess, questionMs} from './adapters/local-network.ts';
import {MediaWorkers} from './adapters/media-workers.ts';
import {PpjService} from './adapters/ppj-service.ts';
import {transcodePlaylistUrl} from './adapters/records.ts';
import {fetchServedSettings} from './adapters/served-settings.ts';
import {SourceExchange} from './adapters/source-exchange.ts';
import {SourceIntake} from './adapters/source-intake.ts';
import {systemClock} from './adapters/system-clock.ts';
import {TabChannel} from './adapters/tab-channel.ts';
import {WakeUp} from './adapters/wake-up.ts';
import type {CarryonApp, Missing, Settings} from './app-api.ts';
import {Carryon} from './app/carryon.ts';
import {WakeLock} from './app/wake-lock.ts';
import {watchBattery} from './app/watch-battery.ts';
import {watchPage} from './app/watch-page.ts';
import type {FromEngineWorker, ToEngineWorker} from './worker-protocol.ts';

export type * from './app-api.ts';

export interface AppOptions {
  /** Where the gateway is; default: what the page's server says (`config.json`), else the same as the backend. */
  readonly gatewayUrl?: string;
  /** The PPJ service that converts presentations; default: the backend's own, `<kmokeBaseUrl>/ppj`. */
  readonly ppjBaseUrl?: string;
  /** What that service wants to see; default: nothing, or the backend's token when it lies below the backend's address. */
  readonly ppjCredential?: string;
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

/** A transcode shorter than that is not worth a word, nor a pause between two of them. */
const settlingMs = 2_000;

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
  const exchange = new SourceExchange(name);
  const http = new Http({tokenFor: (owner) => sessions.tokenFor(owner), clock: systemClock});
  const patientHttp = new Http({tokenFor: () => Promise.resolve(undefined), clock: systemClock, silenceMs: questionMs});
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), {type: 'module', name: `${name}-engine`});
  const tell = (message: ToEngineWorker) => worker.postMessage(message);
  const posters = new IndexedDbPosters(db);
  const answered = await fetchServedSettings(assetsUrl);
  const {gatewayUrl: servedGatewayUrl, ...served} = answered ?? {};
  const gatewayUrl = (options.gatewayUrl ?? servedGatewayUrl)?.replace(/\/+$/, '');
  const known = await sessions.settings();
  await sessions.setSettings({...known, ...served, concurrency: {...known.concurrency, ...options.concurrency}});
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
      downloads: new DownloadKeeper(db, name),
      ppj: new PpjService({http, elsewhereFor: (owner) => sessions.ppjFor(owner)}),
      decks: new DeckKeeper(db, name, exchange),
      askWho: (baseUrl, token) => signIn(http, baseUrl, token, new AbortController().signal),
      playlistUrl: (owner, bizId) => transcodePlaylistUrl(http, owner, bizId, new AbortController().signal),
      poster: (identifier) => posters.get(identifier),
      servesFiles: () => navigator.serviceWorker?.controller != null,
      erase: () => eraseEverything(db),
      missing: whatIsMissing(),
      intranet: {
        access: async (gatewayUrl) => intranetAccess(gatewayUrl, await sessions.hasReached(gatewayUrl)),
        call: (gatewayUrl) => callGateway(gatewayUrl, patientHttp, sessions),
        listen: onIntranetAccess,
      },
      elsewhere: (baseUrl) => ({gatewayUrl: gatewayUrl ?? (answered && baseUrl), ppj: ppjOf(options)}),
    },
    () => {
      stopWatching();
      stopWatchingBattery();
      worker.terminate();
      mediaWorkers.endAll();
      clearTimeout(settling);
      wakeLock.set(false);
      channel.close();
      exchange.close();
      db.close();
    },
  );
  const wakeLock = new WakeLock();
  let settling: ReturnType<typeof setTimeout> | undefined;
  const mediaWorkers = new MediaWorkers((isTranscoding) => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      wakeLock.set(isTranscoding);
      app.setTranscodesHere(isTranscoding);
    }, settlingMs);
  });
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
  const stopWatchingBattery = watchBattery((isLow) => tell({type: 'power', isLow}));
  await app.open();
  return app;
}

function ppjOf({ppjBaseUrl, ppjCredential}: AppOptions): PpjElsewhere | undefined {
  if (ppjBaseUrl === undefined) return undefined;
  const url = new URL(ppjBaseUrl, location.href).href.replace(/\/+$/, '');
  return {url, ...(ppjCredential !== undefined && {credential: ppjCredential})};
}

let hasAskedToStay = false;

/** With the first job: what lies here is not to be cleared away when the device runs short (SPEC X1). */
function askToStay(): void {
  if (hasAskedToStay) return;
  hasAskedToStay = true;
  // Refused, or no answer: then it stays as long as the browser likes.
  void navigator.storage?.persist?.().catch(() => undefined);
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
