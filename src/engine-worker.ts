import {ChannelEvents} from './adapters/channel-events.ts';
import {ConnectionBudget} from './adapters/connection-budget.ts';
import {openDatabase, type Database} from './adapters/database.ts';
import {HealthChecks} from './adapters/health-probe.ts';
import {HlsTranscoder} from './adapters/hls-transcoder.ts';
import {Http} from './adapters/http.ts';
import {IndexedDbJobStore} from './adapters/indexeddb-job-store.ts';
import {IndexedDbSessions} from './adapters/indexeddb-sessions.ts';
import {Kapi} from './adapters/kapi.ts';
import {OpfsFileStore} from './adapters/opfs-file-store.ts';
import {SourceExchange} from './adapters/source-exchange.ts';
import {SourceKeeper} from './adapters/source-keeper.ts';
import {systemClock} from './adapters/system-clock.ts';
import {TabChannel} from './adapters/tab-channel.ts';
import {TusUploader} from './adapters/tus-upload.ts';
import {WebLocksLease} from './adapters/web-locks-lease.ts';
import {xhrWire} from './adapters/xhr-wire.ts';
import {Engine, type EnginePorts} from './queue/engine.ts';
import type {FileRef} from './queue/ports.ts';
import type {FromEngineWorker, ToEngineWorker} from './worker-protocol.ts';

/** A window that has said nothing for so long is not visible any more. */
const visibleForMs = 12_000;

declare const self: DedicatedWorkerGlobalScope;

const say = (message: FromEngineWorker) => self.postMessage(message);
const sayBroken = (error: unknown) => say({type: 'broke', message: error instanceof Error ? String(error) : 'unknown'});
const startMediaWorker = (port: MessagePort) => {
  const message: FromEngineWorker = {type: 'media-worker', port};
  self.postMessage(message, [port]);
};

/** A window's engine worker: keeps the files that this window adds, and runs the jobs while it holds the lease. */
class EngineWorker {
  readonly #db: Database;
  readonly #name: string;
  readonly #channel: TabChannel;
  readonly #exchange: SourceExchange;
  readonly #sessions: IndexedDbSessions;
  readonly #keeper: SourceKeeper;
  #holding = new AbortController();

  constructor(db: Database, name: string) {
    this.#db = db;
    this.#name = name;
    this.#channel = new TabChannel(name);
    this.#exchange = new SourceExchange(name);
    this.#sessions = new IndexedDbSessions(db);
    const jobs = new IndexedDbJobStore(db);
    this.#keeper = new SourceKeeper(db, jobs, this.#exchange, (uuid) =>
      this.#channel.post({type: 'touched', uuids: [uuid]}),
    );
  }

  /** Waits for the lease and works under it, until told to let go. */
  hold(): void {
    const {signal} = (this.#holding = new AbortController());
    const lease = new WebLocksLease(this.#db, this.#name);
    void lease.hold((epoch, lost) => this.#runEngine(epoch, lost), signal).catch(sayBroken);
  }

  letGo(): void {
    this.#holding.abort(new Error('The page goes.'));
  }

  keep({id, file, hasHandle}: Extract<ToEngineWorker, {type: 'keep'}>): void {
    void this.#keeper.keep({id, file, hasHandle});
  }

  async #runEngine(epoch: number, signal: AbortSignal): Promise<void> {
    const engine = new Engine(this.#ports(epoch));
    const unlisten = this.#listen(engine);
    say({type: 'lease', held: true});
    try {
      await engine.run(signal);
    } finally {
      unlisten();
      say({type: 'lease', held: false});
    }
  }

  #ports(epoch: number): EnginePorts {
    const clock = systemClock;
    const files = new OpfsFileStore(this.#db, this.#exchange);
    const openFile = (file: FileRef, signal: AbortSignal) => files.openFile(file, signal);
    const budget = new ConnectionBudget();
    const http = new Http({tokenFor: (owner) => this.#sessions.tokenFor(owner), clock, uploadWire: xhrWire});
    const probe = new HealthChecks(http, clock);
    return {
      jobs: new IndexedDbJobStore(this.#db, epoch),
      sessions: this.#sessions,
      files,
      probe,
      clock,
      uploader: new TusUploader({
        http,
        clock,
        budget,
        openFile,
        gatewayUrlOf: async ({baseUrl}) => (await this.#sessions.current())?.gatewayUrl ?? baseUrl,
        tusPathOf: (baseUrl) => probe.newsOf(baseUrl).tus,
        wantsChecksums: () => true,
      }),
      backend: new Kapi({http, budget, openFile, healthOf: (baseUrl) => probe.newsOf(baseUrl)}),
      transcoder: new HlsTranscoder((source, signal) => files.openSource(source, signal), startMediaWorker),
      events: new ChannelEvents(this.#channel, clock, sayBroken),
      random: () => Math.random(),
      ids: () => crypto.randomUUID(),
    };
  }

  #listen(engine: Engine): () => void {
    let hidden: ReturnType<typeof setTimeout> | undefined;
    const unlisten = this.#channel.listen((message) => {
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
          this.#channel.post({type: 'gates', gates: engine.gates});
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
          return;
      }
    });
    return () => {
      clearTimeout(hidden);
      unlisten();
    };
  }
}

let started: Promise<EngineWorker> | undefined;

self.addEventListener('message', ({data}: MessageEvent<ToEngineWorker>) => {
  void obey(data).catch(sayBroken);
});

async function obey(message: ToEngineWorker): Promise<void> {
  if (message.type === 'start') {
    started ??= openDatabase(message.name, () => say({type: 'outdated'})).then(
      (db) => new EngineWorker(db, message.name),
    );
    (await started).hold();
    return;
  }
  const worker = await started;
  switch (message.type) {
    case 'keep':
      worker?.keep(message);
      return;
    case 'leave':
      worker?.letGo();
      return;
    case 'return':
      worker?.hold();
      return;
  }
}
