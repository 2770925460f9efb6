import type {
  AddUploadJobs,
  CarryonApp,
  JobEvent,
  Playback,
  Settings,
  StateEvent,
  TransferEvent,
  Unsubscribe,
} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {type Arrangement, arrange, emptyArrangement, keepUnchanged} from './arrangement.ts';
import {inParts} from './in-parts.ts';
import {LiveJobs} from './live-jobs.ts';
import {Meters} from './meters.ts';
import {type StoreClock, pageClock} from './page-clock.ts';
import {isPossible} from './possible.ts';
import {Removal} from './removal.ts';
import {Showing} from './showing.ts';
import {type Busy, type CommandName, type Snapshot, emptySnapshot} from './snapshot.ts';

/** How to add; what is absent is decided by the app, or as our own page does it. */
export type AddOptions = Partial<Omit<AddUploadJobs, 'files'>>;

type Rest = Pick<Snapshot, 'state' | 'settings' | 'addErrors' | 'pendingRemoval' | 'busy' | 'trouble'>;

/** How often parts of the snapshot may change, in ms. */
const pace = {bars: 250, sums: 500, order: 1_000} as const;
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
  readonly #app: CarryonApp;
  readonly #clock: StoreClock;
  readonly #live = new LiveJobs();
  readonly #meters = new Meters();
  readonly #removal: Removal;
  readonly #showing: Showing;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #unsubscribe: readonly Unsubscribe[];
  /** News that no frame has seen yet, newest only; undefined: the job is gone. */
  readonly #news = new Map<string, PublicJob | undefined>();
  /** Jobs heard of since their list was asked for: the event is newer than the answer. */
  #heard: Set<string> | undefined;
  #owner = '';
  #opened = false;
  #snapshot: Snapshot = emptySnapshot;
  #arrangement: Arrangement = emptyArrangement;
  #loaded = false;
  #framed = false;
  #stopWaking: (() => void) | undefined;
  #wakeMs = Infinity;
  #dirty = {bars: false, sums: false, order: false, rest: false};
  #drawnMs = {bars: -Infinity, sums: -Infinity, order: -Infinity};
  #rest: Rest = emptySnapshot;

  constructor(app: CarryonApp, clock: StoreClock = pageClock) {
    this.#app = app;
    this.#clock = clock;
    this.#removal = new Removal(clock, (uuids) => void this.#removeForGood(uuids));
    this.#showing = new Showing(clock, (uuids) => app.jobReady(uuids));
    this.#unsubscribe = [
      app.jobEvent((event) => this.#hear(event)),
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
    if (this.#arrangement !== emptyArrangement) this.#soon('order');
  }

  pause = (uuids: readonly string[]) => this.#command('pause', uuids, (part) => this.#app.pauseJob(part));
  resume = (uuids: readonly string[]) => this.#command('resume', uuids, (part) => this.#app.resumeJob(part));
  retry = (uuids: readonly string[]) => this.#command('retry', uuids, (part) => this.#app.retryJob(part));
  continue = (uuids: readonly string[]) => this.#command('continue', uuids, (part) => this.#app.continueJob(part));
  cancel = (uuids: readonly string[]) => this.#command('cancel', uuids, (part) => this.#app.cancelJob(part));
  front = (uuids: readonly string[]) =>
    // Each goes before all others: the last one moved is the first.
    this.#command('front', [...uuids].reverse(), (part) => this.#app.moveJobToFront(part));

  /** Takes rows off the list at once; the jobs go when there was time to undo it. */
  async remove(uuids: readonly string[]): Promise<void> {
    const here = uuids.filter((uuid) => this.#live.byUuid.has(uuid));
    if (here.length === 0) return;
    this.#live.hide(here);
    this.#removal.add(here);
    this.#reorderNow();
    this.#showRemoval();
  }

  /** Undoes the removal that can still be undone. */
  undo = (): void => {
    this.#live.unhide(this.#removal.undo(), this.#clock.now());
    this.#reorderNow();
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
      await this.#rested();
    }
    return jobs;
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
  eraseDevice = (): Promise<void> => this.#app.eraseDevice();
  playback = (uuid: string): Promise<Playback | undefined> => this.#app.playback(uuid);

  async setSettings(change: Partial<Settings>): Promise<void> {
    this.#change({settings: await this.#app.setSettings(change)});
  }

  dismissAddErrors = (): void => this.#change({addErrors: []});
  dismissTrouble = (): void => this.#change({trouble: undefined});

  /** Commits what is being removed, and stops listening. The app stays. */
  close(): void {
    this.#removal.finish();
    this.#stopWaking?.();
    this.#listeners.clear();
    for (const stop of this.#unsubscribe) stop();
  }

  #hear(event: JobEvent): void {
    const [uuid, job] = 'removed' in event ? [event.uuid, undefined] : [event.job.uuid, event.job];
    const known = this.#news.has(uuid) ? this.#news.get(uuid) : this.#live.byUuid.get(uuid);
    this.#news.set(uuid, job);
    this.#heard?.add(uuid);
    if (job && known && onlyPercentChanged(known, job)) this.#soon('bars');
    else this.#nextFrame();
  }

  #measure(event: TransferEvent): void {
    const job = this.#news.get(event.uuid) ?? this.#live.byUuid.get(event.uuid);
    if (job?.state !== 'running') return;
    this.#meters.sample(event, this.#clock.now());
    this.#soon('bars');
  }

  #switch(state: StateEvent): void {
    const owner = state.user === undefined ? '' : `${state.user} ${state.baseUrl ?? ''}`;
    this.#change({state});
    if (owner !== this.#owner) {
      this.#owner = owner;
      this.#forgetAll();
      if (owner !== '') void this.#load();
    } else if (state.session && this.#loaded && !this.#opened) void this.#open();
  }

  async #load(): Promise<void> {
    const owner = this.#owner;
    const baseUrl = this.#rest.state?.baseUrl ?? '';
    const heard = (this.#heard = new Set());
    // It marks the added jobs that startJobs releases; without a session there are none to release.
    await this.#app.getAllJobs(baseUrl).catch(() => undefined);
    const jobs = await this.#app.getJobs();
    if (owner !== this.#owner) return;
    this.#heard = undefined;
    for (const job of jobs) if (!heard.has(job.uuid)) this.#news.set(job.uuid, job);
    this.#loaded = true;
    this.#drawnMs.order = -Infinity;
    this.#soon('order');
    this.#nextFrame();
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
    this.#loaded = this.#opened = false;
    this.#reorderNow();
    this.#showRemoval();
  }

  async #command(
    command: CommandName,
    uuids: readonly string[],
    run: (uuids: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const possible = uuids.filter((uuid) => {
      const job = this.#live.byUuid.get(uuid);
      return job && isPossible(command, job);
    });
    const showBusy = (busy: Omit<Busy, 'command'> | undefined) => this.#change({busy: busy && {command, ...busy}});
    try {
      await inParts(possible, run, showBusy, this.#rested);
    } catch (error) {
      this.#change({trouble: error instanceof Error ? error.message : String(error)});
    }
  }

  async #removeForGood(uuids: readonly string[]): Promise<void> {
    this.#showRemoval();
    try {
      await inParts(
        uuids,
        (part) => this.#app.removeJob(part),
        () => undefined,
        this.#rested,
      );
    } catch (error) {
      this.#live.unhide(uuids, this.#clock.now());
      this.#reorderNow();
      this.#change({trouble: error instanceof Error ? error.message : String(error)});
    }
  }

  /** Until the next frame. */
  readonly #rested = () => new Promise<void>((resolve) => this.#clock.frame(resolve));

  #showRemoval(): void {
    const {count} = this.#removal;
    const hold = (held: boolean) => this.#removal.hold(held);
    this.#change({pendingRemoval: count === 0 ? undefined : {count, undo: this.undo, hold}});
  }

  #change(change: Partial<Rest>): void {
    this.#rest = {...this.#rest, ...change};
    this.#dirty.rest = true;
    this.#nextFrame();
  }

  /** What the user has just done to the list is shown at once. */
  #reorderNow(): void {
    this.#drawnMs.order = this.#drawnMs.sums = -Infinity;
    this.#dirty.order = this.#dirty.sums = true;
    this.#nextFrame();
  }

  #soon(part: keyof typeof pace): void {
    this.#dirty[part] = true;
    this.#wakeAt(this.#drawnMs[part] + pace[part]);
  }

  #wakeAt(ms: number): void {
    if (this.#framed || ms >= this.#wakeMs) return;
    this.#stopWaking?.();
    this.#wakeMs = ms;
    const wait = Math.max(0, ms - this.#clock.now());
    this.#stopWaking = this.#clock.after(Number.isFinite(wait) ? wait : 0, () => this.#nextFrame());
  }

  #nextFrame(): void {
    if (this.#framed) return;
    this.#framed = true;
    this.#clock.frame(() => this.#draw());
  }

  #draw(): void {
    const nowMs = this.#clock.now();
    this.#framed = false;
    this.#stopWaking?.();
    this.#wakeMs = Infinity;
    const changed = this.#takeNews(nowMs) || this.#dirty.rest;
    // Stalls and times left go on although no event comes.
    if (!this.#meters.isIdle && nowMs - this.#drawnMs.bars >= textEveryMs) this.#dirty.bars = true;
    const due = (part: keyof typeof pace) => this.#dirty[part] && nowMs - this.#drawnMs[part] >= pace[part];
    // One large thing in a frame: news, or the order.
    const isFree = this.#news.size === 0 && this.#clock.now() - nowMs < frameBudgetMs / 2;
    const order = due('order') && isFree;
    const [bars, sums] = [due('bars'), due('sums') || (order && !this.#snapshot.loaded)];
    if (bars) this.#meters.read(nowMs);
    if (order) this.#arrange(nowMs);
    if (changed || bars || sums || order) this.#publish({bars, sums, order}, nowMs);
    this.#planNext();
  }

  /** As many news as fit into a frame; the rest waits for the next one. */
  #takeNews(nowMs: number): boolean {
    if (this.#news.size === 0) return false;
    const startedMs = this.#clock.now();
    for (const [uuid, job] of this.#news) {
      this.#news.delete(uuid);
      if (job) this.#live.put(job, nowMs);
      else this.#live.delete(uuid);
      if (job?.state !== 'running') this.#meters.forget(uuid);
      if (job?.state === 'added') this.#showing.add(uuid);
      if (this.#clock.now() - startedMs > frameBudgetMs) break;
    }
    this.#dirty.sums = this.#dirty.order = true;
    return true;
  }

  #arrange(nowMs: number): void {
    const arrangement = arrange(this.#live.byUuid.values(), this.#live.heldAt(nowMs));
    this.#arrangement = keepUnchanged(this.#arrangement, arrangement);
    this.#showing.shown();
  }

  #publish(parts: {readonly bars: boolean; readonly sums: boolean; readonly order: boolean}, nowMs: number): void {
    const before = this.#snapshot;
    for (const part of ['bars', 'sums', 'order'] as const) {
      if (!parts[part]) continue;
      this.#drawnMs[part] = nowMs;
      this.#dirty[part] = false;
    }
    this.#dirty.rest = false;
    const tallies = parts.sums ? this.#live.tally.read() : before.tallies;
    const {bytesPerSecond} = this.#meters;
    const secondsLeft = bytesPerSecond > 0 ? tallies.all.remainingBytes / bytesPerSecond : undefined;
    this.#snapshot = {
      ...this.#rest,
      loaded: this.#loaded && (before.loaded || parts.order),
      byUuid: this.#live.byUuid,
      jobs: parts.order ? inQueueOrder(this.#live.byUuid) : before.jobs,
      arrangement: this.#arrangement,
      moves: this.#meters.moves,
      tallies,
      bytesPerSecond,
      secondsLeft,
    };
    for (const listener of this.#listeners) listener(this.#snapshot);
  }

  #planNext(): void {
    if (this.#news.size > 0) return this.#nextFrame();
    if (!this.#meters.isIdle) this.#wakeAt(this.#drawnMs.bars + textEveryMs);
    for (const part of ['bars', 'sums', 'order'] as const) if (this.#dirty[part]) this.#soon(part);
    const release = this.#live.nextReleaseMs;
    if (release === undefined) return;
    this.#dirty.order = true;
    this.#wakeAt(Math.max(release, this.#drawnMs.order + pace.order));
  }
}

function onlyPercentChanged(before: PublicJob, after: PublicJob): boolean {
  return (
    before.state === after.state &&
    before.step === after.step &&
    before.place === after.place &&
    before.blocked === after.blocked &&
    before.flowRoute === after.flowRoute &&
    before.error?.at === after.error?.at
  );
}

function inQueueOrder(jobs: ReadonlyMap<string, PublicJob>): readonly PublicJob[] {
  return [...jobs.values()].sort((a, b) => a.place - b.place);
}
