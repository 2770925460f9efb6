import {openDatabase, type Database} from './adapters/database.ts';
import {HlsTranscoder} from './adapters/hls-transcoder.ts';
import {IndexedDbJobStore} from './adapters/indexeddb-job-store.ts';
import {SourceExchange} from './adapters/source-exchange.ts';
import {SourceKeeper} from './adapters/source-keeper.ts';
import {TabChannel} from './adapters/tab-channel.ts';
import {xhrWire} from './adapters/xhr-wire.ts';
import {EngineHost} from './engine-host.ts';
import type {FromEngineWorker, ToEngineWorker} from './worker-protocol.ts';

declare const self: DedicatedWorkerGlobalScope;

const say = (message: FromEngineWorker) => self.postMessage(message);
const sayBroken = (error: unknown) => say({type: 'broke', message: error instanceof Error ? String(error) : 'unknown'});
const startMediaWorker = (port: MessagePort) => {
  const message: FromEngineWorker = {type: 'media-worker', port};
  self.postMessage(message, [port]);
};

/** A window's engine worker: keeps the files that this window adds, and runs the jobs while it holds the lease. */
class EngineWorker {
  readonly #channel: TabChannel;
  readonly #keeper: SourceKeeper;
  readonly #host: EngineHost;
  #holding = new AbortController();

  constructor(db: Database, name: string) {
    const channel = new TabChannel(name);
    const exchange = new SourceExchange(name);
    this.#channel = channel;
    this.#keeper = new SourceKeeper(db, new IndexedDbJobStore(db), exchange, (uuid) =>
      channel.post({type: 'touched', uuids: [uuid]}),
    );
    this.#host = new EngineHost({
      db,
      name,
      channel,
      exchange,
      uploadWire: xhrWire,
      transcoderOf: (files) =>
        new HlsTranscoder((source, signal) => files.openSource(source, signal), startMediaWorker),
      onHeld: (held) => say({type: 'lease', held}),
      onBroken: sayBroken,
    });
    channel.listen(({type}) => {
      if (type === 'stands-in' && !this.#holding.signal.aborted) channel.post({type: 'yield'});
    });
  }

  /** Waits for the lease and works under it, until told to let go. A service worker that has it is asked for it. */
  hold(): void {
    this.#holding = new AbortController();
    void this.#host.hold(this.#holding.signal).catch(sayBroken);
    this.#channel.post({type: 'yield'});
  }

  letGo(): void {
    this.#holding.abort(new Error('The page goes.'));
  }

  keep({id, file, hasHandle}: Extract<ToEngineWorker, {type: 'keep'}>): void {
    void this.#keeper.keep({id, file, hasHandle});
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
