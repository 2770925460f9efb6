import type {
  AddConvertJobs,
  AddDownloadJobs,
  AddUploadJobs,
  CarryonApp,
  DownloadLink,
  RemoteDeck,
  RemoteDecks,
  JobLogEntry,
  OpenedDeck,
  Playback,
  Settings,
  StateEvent,
  TransferEvent,
  Unsubscribe,
} from '../app-api.ts';
import {downloadOf} from '../queue/download-of.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {type Arrangement, arrange, emptyArrangement, keepUnchanged} from './arrangement.ts';
import {JobCommands} from './job-commands.ts';
import {LiveJobs} from './live-jobs.ts';
import {Meters} from './meters.ts';
import {News} from './news.ts';
import {Pacer} from './pacer.ts';
import {type StoreClock, pageClock} from './page-clock.ts';
import {Posters} from './posters.ts';
import {Removal} from './removal.ts';
import {Showing} from './showing.ts';
import {type Snapshot, emptySnapshot} from './snapshot.ts';

/** How to add; what is absent is decided by the app, or as our own page does it. */
export type AddOptions = Partial<Omit<AddUploadJobs, 'files'>>;

type Rest = Pick<Snapshot, 'state' | 'settings' | 'addErrors' | 'pendingRemoval' | 'busy' | 'trouble'>;

const textEveryMs = 1_000;
const frameBudgetMs = 8;
const keptAddErrors = 50;
const filesInPart = 200;

/**
 * The app's events, gathered once a frame into a {@link Snapshot} that components read; and its commands.
 *
 * Events cost the same however long the list is. Order and groups are looked at once a second at most.
 */
export class JobsStore {
  /** Pictures of the films in the list. */
  readonly posters: Posters;
  readonly #app: CarryonApp;
  readonly #clock: StoreClock;
  readonly #live = new LiveJobs();
  readonly #news = new News();
  readonly #meters = new Meters();
  readonly #pacer: Pacer;
  readonly #removal: Removal;
  readonly #showing: Showing;
  readonly #commands: JobCommands;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #unsubscribe: readonly Unsubscribe[];
  #snapshot: Snapshot = emptySnapshot;
  #arrangement: Arrangement = emptyArrangement;
  #rest: Rest = emptySnapshot;
  #restChanged = false;
  /** Whose list this is; empty: nobody's. */
  #owner = '';
  #loaded = false;
  #opened = false;

  constructor(app: CarryonApp, clock: StoreClock = pageClock) {
    this.#app = app;
    this.#clock = clock;
    this.posters = new Posters((uuid) => app.getPoster(uuid));
    this.#pacer = new Pacer(clock, () => this.#draw());
    this.#removal = new Removal(clock, (uuids) => void this.#removeForGood(uuids));
    this.#showing = new Showing(clock, (uuids) => app.jobReady(uuids));
    this.#commands = new JobCommands(app, {
      byUuid: this.#live.byUuid,
      rest: () => this.#frame(),
      show: (change) => this.#change(change),
    });
    this.#unsubscribe = [
      app.jobEvent((event) => {
        if (this.#news.hear(event, this.#live.byUuid)) this.#pacer.nextFrame();
        else this.#pacer.soon('bars');
      }),
      app.transferEvent((event) => this.#measure(event)),
      app.addJobErrorEvent((event) => {
        this.#change({addErrors: [event, ...this.#rest.addErrors].slice(0, keptAddErrors)});
      }),
      app.stateEvent((state) => this.#switch(state)),
    ];
    void this.#loadSettings();
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** @param listener Called after every change, at most once a frame. */
  subscribe(listener: (snapshot: Snapshot) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Rows under the pointer and with the focus do not move away, for a while. */
  attend(uuids: ReadonlySet<string>): void {
    this.#live.attend(uuids);
    if (this.#loaded) this.#pacer.soon('order');
  }

  pause = (uuids: readonly string[]): Promise<void> => this.#commands.run('pause', uuids);
  resume = (uuids: readonly string[]): Promise<void> => this.#commands.run('resume', uuids);
  retry = (uuids: readonly string[]): Promise<void> => this.#commands.run('retry', uuids);
  continue = (uuids: readonly string[]): Promise<void> => this.#commands.run('continue', uuids);
  cancel = (uuids: readonly string[]): Promise<void> => this.#commands.run('cancel', uuids);
  front = (uuids: readonly string[]): Promise<void> => this.#commands.run('front', uuids);
  unpin = (uuids: readonly string[]): Promise<void> => this.#commands.run('unpin', uuids);

  openDeck = (uuid: string): Promise<OpenedDeck> => this.#app.openDeck(uuid);
  previewDeck = (deck: File | string): Promise<OpenedDeck> => this.#app.previewDeck(deck);

  /** Adds downloads; refused ones are in `addErrors`. @throws Error in words when there is no good one. */
  addDownloads = (
    files: AddDownloadJobs['files'],
    options: Omit<AddDownloadJobs, 'files'> = {},
  ): Promise<readonly PublicJob[]> => this.#app.addDownloadJobs({...options, files});

  /** Fetches what finished uploads and transcodes have brought to the server. */
  async download(uuids: readonly string[]): Promise<void> {
    const wanted = uuids.flatMap((uuid) => {
      const job = this.#live.byUuid.get(uuid);
      return (job && downloadOf(job)) ?? [];
    });
    const anywhere = wanted.filter(({isNetwork}) => isNetwork === undefined);
    const onNas = wanted.filter(({isNetwork}) => isNetwork === false);
    const files = (some: typeof wanted) => some.map(({file}) => file);
    await this.#try(async () => {
      if (anywhere.length > 0) await this.addDownloads(files(anywhere));
      if (onNas.length > 0) await this.addDownloads(files(onNas), {isNetwork: false});
    });
  }

  /** Has finished downloads taken by the browser, one after the other; a refusal becomes the snapshot's trouble. */
  async saveByBrowser(uuids: readonly string[], take: (link: DownloadLink) => void): Promise<void> {
    for (const uuid of uuids) await this.#try(async () => take(await this.#app.saveDownload(uuid)));
  }

  /** Writes a finished download into a file that was chosen; a refusal becomes the snapshot's trouble. */
  async saveInto(uuid: string, handle: FileSystemFileHandle | Promise<FileSystemFileHandle>): Promise<void> {
    await this.#try(async () => this.#app.saveDownload(uuid, await handle));
  }

  /** Takes rows off the list at once; the jobs go when there was time to undo it. */
  async remove(uuids: readonly string[]): Promise<void> {
    const here = uuids.filter((uuid) => this.#live.byUuid.has(uuid));
    if (here.length === 0) return;
    this.#live.hide(here);
    this.#removal.add(here);
    this.#pacer.now('order', 'sums');
    this.#showRemoval();
  }

  /** Brings back what was removed last, while that is possible. */
  undo = (): void => {
    this.#live.unhide(this.#removal.undo(), this.#clock.now());
    this.#pacer.now('order', 'sums');
    this.#showRemoval();
  };

  /**
   * Adds files as uploads, some hundreds at a time.
   *
   * @param onPart Told after each part how many are through.
   * @returns The jobs; refused files are in `addErrors`.
   */
  async addFiles(
    files: AddUploadJobs['files'],
    options: AddOptions = {},
    onPart: (added: number) => void = () => undefined,
  ): Promise<readonly PublicJob[]> {
    const jobs: PublicJob[] = [];
    for (let from = 0; from < files.length; from += filesInPart) {
      const part = files.slice(from, from + filesInPart);
      jobs.push(...(await this.#app.addUploadJobs({bizKey: 'carryon', ...options, files: part})));
      onPart(Math.min(files.length, from + filesInPart));
      // Between two parts the page draws what has come.
      await this.#frame();
    }
    return jobs;
  }

  /** Adds presentations that become decks, as {@link addFiles} adds uploads. */
  async addPresentations(files: AddConvertJobs['files']): Promise<readonly PublicJob[]> {
    return await this.#app.addConvertJobs({files});
  }

  /** What the service that converts has for this user. */
  remoteDecks = (range: {readonly since?: string; readonly until?: string}): Promise<RemoteDecks> =>
    this.#app.getRemoteDecks(range);

  /** Fetches decks that the service has. */
  fetchDecks = (decks: readonly RemoteDeck[]): Promise<readonly PublicJob[]> => this.#app.fetchRemoteDecks(decks);

  /** Uploads presentations as they are, in place of making decks of them. */
  async uploadInstead(uuids: readonly string[]): Promise<void> {
    await this.#try(async () => this.#app.uploadInstead(uuids));
  }

  async signIn(baseUrl: string, token: string): Promise<void> {
    await this.#app.kmokeLogin(baseUrl, token);
    if (this.#loaded) await this.#open();
  }

  async signOut(): Promise<void> {
    this.#removal.finish();
    await this.#app.kmokeLogout();
  }

  probe = (): Promise<void> => this.#app.probe();
  /** Calls the gateway, so that the browser may ask for the local network; on a click. */
  connectIntranet = async (): Promise<void> => void (await this.#app.connectIntranet());
  /** Asks the browser for the files it wants to be asked about again; on a click. */
  allowFiles = (): Promise<number> => this.#app.allowFiles();
  /** What has happened to a job, from its beginning on. */
  jobLog = (uuid: string): Promise<readonly JobLogEntry[]> => this.#app.getJobLog(uuid);
  playback = (uuid: string): Promise<Playback | undefined> => this.#app.playback(uuid);

  async eraseDevice(): Promise<void> {
    await this.#app.eraseDevice();
    await this.#loadSettings();
  }

  async setSettings(change: Partial<Settings>): Promise<void> {
    this.#change({settings: await this.#app.setSettings(change)});
  }

  dismissAddErrors = (): void => this.#change({addErrors: []});
  dismissTrouble = (): void => this.#change({trouble: undefined});

  /** Commits what is being removed, and stops listening. The app stays. */
  close(): void {
    this.#removal.finish();
    this.#pacer.close();
    this.#listeners.clear();
    this.posters.clear();
    for (const stop of this.#unsubscribe) stop();
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#change({trouble: error instanceof Error ? error.message : String(error)});
    }
  }

  #measure(event: TransferEvent): void {
    if (this.#news.latest(event.uuid, this.#live.byUuid)?.state !== 'running') return;
    this.#meters.sample(event, this.#clock.now());
    this.#pacer.soon('bars');
  }

  #switch(state: StateEvent): void {
    const owner = state.user === undefined ? '' : `${state.user} ${state.baseUrl ?? ''}`;
    this.#change({state});
    if (owner !== this.#owner) {
      this.#owner = owner;
      this.#forgetAll();
      if (owner !== '') void this.#load(owner, state.baseUrl ?? '');
    } else if (state.session && this.#loaded && !this.#opened) void this.#open();
  }

  /** Reads the list of who has signed in; once it has been on screen, the queue opens. */
  async #load(owner: string, baseUrl: string): Promise<void> {
    try {
      const wanted = await this.#news.readAll(async () => {
        // It marks the added jobs that startJobs releases; without a session there are none to release.
        await this.#app.getAllJobs(baseUrl).catch(() => undefined);
        const jobs = await this.#app.getJobs();
        return owner === this.#owner ? jobs : undefined;
      });
      if (!wanted) return;
    } catch (error) {
      this.#change({trouble: error instanceof Error ? error.message : String(error)});
      return;
    }
    this.#loaded = true;
    this.#pacer.now('order', 'sums');
    this.#showing.afterShown(() => void this.#open());
  }

  /** The lists are on screen: the queue may open (SPEC G4). Refused while signed out; tried again after sign-in. */
  async #open(): Promise<void> {
    this.#opened = true;
    await this.#app.startJobs().catch(() => (this.#opened = false));
  }

  async #loadSettings(): Promise<void> {
    // Refused before sign-in by some hosts: the page then shows no settings of the queue.
    const settings = await this.#app.getSettings().catch(() => undefined);
    if (settings) this.#change({settings});
  }

  #forgetAll(): void {
    this.#live.clear();
    this.#meters.clear();
    this.#news.clear();
    this.#removal.undo();
    this.#showing.clear();
    this.posters.clear();
    this.#loaded = this.#opened = false;
    this.#pacer.now('order', 'sums');
    this.#showRemoval();
  }

  async #removeForGood(uuids: readonly string[]): Promise<void> {
    this.#showRemoval();
    if (await this.#commands.remove(uuids)) return;
    this.#live.unhide(uuids, this.#clock.now());
    this.#pacer.now('order', 'sums');
  }

  #frame(): Promise<void> {
    return new Promise((resolve) => this.#clock.frame(resolve));
  }

  #showRemoval(): void {
    const {count} = this.#removal;
    const hold = (held: boolean) => this.#removal.hold(held);
    this.#change({pendingRemoval: count === 0 ? undefined : {count, undo: this.undo, hold}});
  }

  #change(change: Partial<Rest>): void {
    this.#rest = {...this.#rest, ...change};
    this.#restChanged = true;
    this.#pacer.nextFrame();
  }

  #draw(): void {
    const nowMs = this.#clock.now();
    const pacer = this.#pacer;
    const changed = this.#takeNews(nowMs) || this.#restChanged;
    // Stalls and times left go on although no event comes.
    if (!this.#meters.isIdle && pacer.sinceDrawn('bars', nowMs) >= textEveryMs) pacer.touch('bars');
    // One large thing in a frame: news, or the order.
    const isFree = this.#news.isEmpty && this.#clock.now() - nowMs < frameBudgetMs / 2;
    const order = pacer.isDue('order', nowMs) && isFree;
    const sums = pacer.isDue('sums', nowMs) || (order && !this.#snapshot.loaded);
    const bars = pacer.isDue('bars', nowMs);
    if (order) this.#arrange(nowMs);
    if (bars) this.#readMeters(nowMs);
    if (sums) pacer.drawn('sums', nowMs);
    if (changed || bars || sums || order) this.#publish(order, sums);
    this.#planNext(nowMs);
  }

  /** As many news as fit into a frame; the rest waits for the next one. */
  #takeNews(nowMs: number): boolean {
    if (this.#news.isEmpty) return false;
    for (const [uuid, job] of this.#news.take(() => this.#clock.now() - nowMs <= frameBudgetMs)) {
      if (job) this.#live.put(job, nowMs);
      else this.#live.delete(uuid);
      if (job?.state !== 'running') this.#meters.forget(uuid);
      if (job?.state === 'added') this.#showing.add(uuid);
    }
    this.#pacer.touch('sums', 'order');
    return true;
  }

  #arrange(nowMs: number): void {
    const arrangement = arrange(this.#live.byUuid.values(), this.#live.heldAt(nowMs));
    this.#arrangement = keepUnchanged(this.#arrangement, arrangement);
    this.#pacer.drawn('order', nowMs);
    this.#showing.shown();
  }

  #readMeters(nowMs: number): void {
    this.#meters.read(nowMs);
    this.#pacer.drawn('bars', nowMs);
  }

  #publish(order: boolean, sums: boolean): void {
    const before = this.#snapshot;
    const tallies = sums ? this.#live.tally.read() : before.tallies;
    const {moves, bytesPerSecond} = this.#meters;
    this.#restChanged = false;
    this.#snapshot = {
      ...this.#rest,
      loaded: this.#loaded && (before.loaded || order),
      byUuid: this.#live.byUuid,
      jobs: order ? inQueueOrder(this.#live.byUuid) : before.jobs,
      arrangement: this.#arrangement,
      moves,
      tallies,
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 ? tallies.all.remainingBytes / bytesPerSecond : undefined,
    };
    for (const listener of this.#listeners) listener(this.#snapshot);
  }

  #planNext(nowMs: number): void {
    if (!this.#news.isEmpty) return this.#pacer.nextFrame();
    if (!this.#meters.isIdle) this.#pacer.wakeAt(nowMs - this.#pacer.sinceDrawn('bars', nowMs) + textEveryMs);
    this.#pacer.finish();
    const release = this.#live.nextReleaseMs;
    if (release !== undefined) this.#pacer.at('order', release);
  }
}

function inQueueOrder(jobs: ReadonlyMap<string, PublicJob>): readonly PublicJob[] {
  return [...jobs.values()].sort((a, b) => a.place - b.place);
}
