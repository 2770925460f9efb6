import {ChannelEvents} from './adapters/channel-events.ts';
import {IndexedDbDownloads} from './adapters/download/download-journal.ts';
import {segmentSizes} from './adapters/download/download-run.ts';
import {OpfsParts} from './adapters/download/opfs-parts.ts';
import {RefusedOrigins} from './adapters/download/refused-origins.ts';
import {TakenDownloads} from './adapters/download/taken-downloads.ts';
import {ConnectionBudget} from './adapters/connection-budget.ts';
import type {Database} from './adapters/database.ts';
import {HealthChecks} from './adapters/health-probe.ts';
import {Http} from './adapters/http.ts';
import {IndexedDbJobStore} from './adapters/indexeddb-job-store.ts';
import {IndexedDbSessions} from './adapters/indexeddb-sessions.ts';
import {Kapi} from './adapters/kapi.ts';
import {intranetAccess} from './adapters/local-network.ts';
import {networkInformation} from './adapters/network-information.ts';
import {OpfsFileStore} from './adapters/opfs-file-store.ts';
import type {ShortLife} from './adapters/short-life.ts';
import type {SourceExchange} from './adapters/source-exchange.ts';
import {Ppj} from './adapters/ppj.ts';
import {PpjService} from './adapters/ppj-service.ts';
import {RangeDownloader} from './adapters/range-download.ts';
import {RateLimit} from './adapters/rate-limit.ts';
import {systemClock} from './adapters/system-clock.ts';
import type {TabChannel} from './adapters/tab-channel.ts';
import {TusUploader} from './adapters/tus-upload.ts';
import {WebLocksLease} from './adapters/web-locks-lease.ts';
import type {Wire} from './adapters/wire.ts';
import {Engine, type EnginePorts} from './queue/engine.ts';
import type {Owner} from './queue/job.ts';
import type {FileRef, Power, Transcoder} from './queue/ports.ts';
import {storageUse} from './storage-estimate.ts';

/** A window that has said nothing for so long is not visible any more. */
const visibleForMs = 12_000;

/** What a context has, and what differs between those that run the engine. */
export interface EngineHostOptions {
  readonly db: Database;
  /** Of the app; keeps several apps of one origin apart. */
  readonly name: string;
  readonly channel: TabChannel;
  readonly exchange: SourceExchange;
  /** How large bodies are sent; default: by `fetch`, which a service worker has. */
  readonly uploadWire?: Wire;
  /** Default 64 MiB; a service worker's life is short. */
  readonly largestChunkBytes?: number;
  /** Absent where the browser does not end this context. */
  readonly life?: ShortLife;
  /** Absent where nothing can be transcoded. */
  readonly transcoderOf?: (files: OpfsFileStore) => Transcoder;
  /** Absent where the battery is not known. */
  readonly power?: Power;
  readonly onHeld: (held: boolean) => void;
  readonly onBroken: (error: unknown) => void;
}

/** Runs the one engine while this context holds the lease: a window's worker, or the service worker. */
export class EngineHost {
  readonly #options: EngineHostOptions;
  readonly #sessions: IndexedDbSessions;
  readonly #refused = new RefusedOrigins();
  readonly #taken: TakenDownloads;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#sessions = new IndexedDbSessions(options.db);
    this.#taken = takenDownloads(options);
  }

  /** Waits for the lease and works under it. Settles when it was told to end and has let go. */
  async hold(signal: AbortSignal): Promise<void> {
    const {db, name} = this.#options;
    const unwatch = this.#refused.watch(globalThis);
    try {
      await new WebLocksLease(db, name).hold((epoch, lost) => this.#runEngine(epoch, lost), signal);
    } finally {
      unwatch();
    }
  }

  async #runEngine(epoch: number, signal: AbortSignal): Promise<void> {
    const engine = new Engine(this.#ports(epoch));
    const unlisten = this.#listen(engine);
    this.#options.onHeld(true);
    this.#taken.start();
    try {
      await engine.run(signal);
    } finally {
      unlisten();
      this.#taken.stop();
      this.#options.onHeld(false);
    }
  }

  #ports(epoch: number): EnginePorts {
    const {db, exchange, channel, onBroken, uploadWire, largestChunkBytes, transcoderOf, power, life} = this.#options;
    const clock = systemClock;
    const files = new OpfsFileStore(db, exchange);
    const openFile = (file: FileRef, signal: AbortSignal) => files.openFile(file, signal);
    const budget = new ConnectionBudget();
    const gatewayUrlOf = (owner: Owner) => this.#sessions.gatewayUrlFor(owner);
    const http = new Http({
      tokenFor: (owner) => this.#sessions.tokenFor(owner),
      clock,
      ...(uploadWire && {uploadWire}),
    });
    const probe = new HealthChecks(http, clock, async (gatewayUrl) => {
      return (await intranetAccess(gatewayUrl, await this.#sessions.hasReached(gatewayUrl))) === 'granted';
    });
    const downloads = new RangeDownloader({
      http,
      clock,
      budget,
      refused: this.#refused,
      storageUse,
      freeRoom: () => this.#taken.freeAll(),
      sizes: segmentSizes,
      gatewayUrlOf,
      journal: new IndexedDbDownloads(db, epoch),
      folderOf: (uuid) => new OpfsParts(uuid),
    });
    return {
      jobs: new IndexedDbJobStore(db, epoch),
      sessions: this.#sessions,
      files,
      probe,
      connection: networkInformation,
      ...(power && {power}),
      clock,
      uploader: new TusUploader({
        http,
        clock,
        budget,
        openFile,
        gatewayUrlOf,
        tusPathOf: (baseUrl) => probe.newsOf(baseUrl).tus,
        wantsChecksums: () => true,
        rateLimit: new RateLimit(clock, async () => (await this.#sessions.settings()).uploadBytesPerSecond),
        ...(largestChunkBytes !== undefined && {largestChunkBytes}),
      }),
      downloader: downloads,
      converter: new Ppj({
        service: new PpjService({http, elsewhereFor: (owner) => this.#sessions.ppjFor(owner)}),
        downloads,
        budget,
        clock,
        openFile,
        ...(life && {life}),
      }),
      backend: new Kapi({http, budget, openFile, healthOf: (baseUrl) => probe.newsOf(baseUrl)}),
      ...(transcoderOf && {transcoder: transcoderOf(files)}),
      events: new ChannelEvents(channel, clock, onBroken),
      random: () => Math.random(),
      ids: () => crypto.randomUUID(),
    };
  }

  #listen(engine: Engine): () => void {
    const {channel} = this.#options;
    let hidden: ReturnType<typeof setTimeout> | undefined;
    const unlisten = channel.listen((message) => {
      switch (message.type) {
        case 'nudge':
        case 'session':
          engine.nudge();
          return;
        case 'sweep':
        case 'erased':
          engine.sweep();
          return;
        case 'probe':
          engine.probeNow();
          return;
        case 'hello':
          channel.post({type: 'gates', gates: engine.gates});
          return;
        case 'visible':
          clearTimeout(hidden);
          engine.setVisible(true);
          hidden = setTimeout(() => engine.setVisible(false), visibleForMs);
          return;
        case 'added':
        case 'changed':
        case 'touched':
        case 'removed':
        case 'progress':
        case 'job-failed':
        case 'refused':
        case 'gates':
        case 'stands-in':
        case 'yield':
          return;
      }
    });
    return () => {
      clearTimeout(hidden);
      unlisten();
    };
  }
}

/** What a context does for the downloads that the browser has taken from it. */
export function takenDownloads({db, exchange, channel}: Pick<EngineHostOptions, 'db' | 'exchange' | 'channel'>) {
  const files = new OpfsFileStore(db, exchange);
  return new TakenDownloads({
    jobs: new IndexedDbJobStore(db),
    clock: systemClock,
    kept: () => db.getAllKeys('downloads'),
    remove: (uuid) => files.removeDownload(uuid),
    onReleased: (uuid) => channel.post({type: 'touched', uuids: [uuid]}),
  });
}
