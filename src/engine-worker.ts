import {openDatabase, type Database} from './adapters/database.ts';
import {FilmLooks} from './adapters/film-looks.ts';
import {HlsTranscoder} from './adapters/hls-transcoder.ts';
import {IndexedDbJobStore} from './adapters/indexeddb-job-store.ts';
import {IndexedDbPosters} from './adapters/indexeddb-posters.ts';
import {IndexedDbSessions} from './adapters/indexeddb-sessions.ts';
import {OpfsFileStore} from './adapters/opfs-file-store.ts';
import {SourceExchange} from './adapters/source-exchange.ts';
import {SourceKeeper} from './adapters/source-keeper.ts';
import {TabChannel} from './adapters/tab-channel.ts';
import {ToldPower} from './adapters/told-power.ts';
import {xhrWire} from './adapters/xhr-wire.ts';
import {EngineHost, takenDownloads} from './engine-host.ts';
import type {Message} from './queue/channel.ts';
import type {FileRef} from './queue/ports.ts';
import type {FromEngineWorker, ToEngineWorker} from './worker-protocol.ts';

declare const self: DedicatedWorkerGlobalScope;

const say = (message: FromEngineWorker) => self.postMessage(message);
const sayBroken = (error: unknown) => say({type: 'broke', message: error instanceof Error ? String(error) : 'unknown'});
const startMediaWorker = (port: MessagePort) => {
  const message: FromEngineWorker = {type: 'media-worker', port};
  self.postMessage(message, [port]);
};

/** Whether there may be a film to look at now. Progress is told often, and brings none. */
function bringsFilm(message: Message): boolean {
  if (message.type !== 'changed') return message.type === 'added' || message.type === 'session';
  return message.jobs.some(({kind, playableHere, poster}) => kind === 'transcode' && playableHere && !poster);
}

/**
 * A window's engine worker: keeps the files that this window adds; while it holds the lease it runs the jobs, and looks at
 * their films.
 */
class EngineWorker {
  readonly #channel: TabChannel;
  readonly #keeper: SourceKeeper;
  readonly #host: EngineHost;
  readonly #power = new ToldPower();
  #looks: FilmLooks | undefined;
  #holding = new AbortController();

  constructor(db: Database, name: string) {
    const channel = new TabChannel(name);
    const exchange = new SourceExchange(name);
    this.#channel = channel;
    this.#keeper = new SourceKeeper(
      db,
      new IndexedDbJobStore(db),
      exchange,
      (uuid) => channel.post({type: 'touched', uuids: [uuid]}),
      () => takenDownloads({db, exchange, channel}).freeAll(),
    );
    const files = new OpfsFileStore(db, exchange);
    const looksPorts = {
      jobs: new IndexedDbJobStore(db),
      sessions: new IndexedDbSessions(db),
      posters: new IndexedDbPosters(db),
      openFile: (file: FileRef, signal: AbortSignal) => files.openFile(file, signal),
      startWorker: startMediaWorker,
      onSeen: (uuids: readonly string[]) => channel.post({type: 'touched', uuids}),
    };
    this.#host = new EngineHost({
      db,
      name,
      channel,
      exchange,
      uploadWire: xhrWire,
      transcoderOf: (files) =>
        new HlsTranscoder((source, signal) => files.openSource(source, signal), startMediaWorker),
      power: this.#power,
      onHeld: (held) => {
        say({type: 'lease', held});
        this.#looks?.stop();
        this.#looks = held ? new FilmLooks(looksPorts) : undefined;
        this.#looks?.nudge();
      },
      onBroken: sayBroken,
    });
    channel.listen((message) => {
      if (message.type === 'stands-in' && !this.#holding.signal.aborted) channel.post({type: 'yield'});
      if (bringsFilm(message)) this.#looks?.nudge();
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

  setPower({isLow}: Extract<ToEngineWorker, {type: 'power'}>): void {
    this.#power.tell(isLow);
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
    case 'power':
      worker?.setPower(message);
      return;
    case 'leave':
      worker?.letGo();
      return;
    case 'return':
      worker?.hold();
      return;
  }
}
