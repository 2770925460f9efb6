import type {
  AddConvertJobs,
  AddDownloadJobs,
  AddJobErrorEvent,
  AddUploadJobs,
  CarryonApp,
  DownloadLink,
  JobErrorEvent,
  JobEvent,
  JobRef,
  JobRefs,
  OpenedDeck,
  ProgressEvent,
  RemoteDeck,
  Settings,
  StateEvent,
  TransferEvent,
  Unsubscribe,
} from '../../app-api.ts';
import type {JobKind} from '../../queue/job.ts';
import type {PublicJob} from '../../queue/public-job.ts';
import {scriptedLog} from './scripted-log.ts';
import {scriptedDecks} from './scripted-decks.ts';
import {type Scene, jobsOf, scriptedJob, scriptedPoster} from './scripted-jobs.ts';

type Listener<T> = (event: T) => void;

/**
 * The host page's API over jobs in memory, which move by themselves: for the gallery and for tests.
 *
 * Nothing of it is in the built app.
 */
export class ScriptedApp implements CarryonApp {
  readonly #jobs: Map<string, PublicJob>;
  readonly #sent = new Map<string, number>();
  readonly #progress = new Set<Listener<ProgressEvent>>();
  readonly #errors = new Set<Listener<JobErrorEvent>>();
  readonly #added = new Set<Listener<{readonly type: JobKind; readonly job: PublicJob}>>();
  readonly #refused = new Set<Listener<AddJobErrorEvent>>();
  readonly #changes = new Set<Listener<JobEvent>>();
  readonly #states = new Set<Listener<StateEvent>>();
  readonly #transfers = new Set<Listener<TransferEvent>>();
  /** What the service says that it has. */
  remoteDecks: readonly RemoteDeck[] = scriptedDecks;
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  #settings: Settings = {
    concurrency: {upload: 3, download: 3, transcode: 1, convert: 2},
    uploadBytesPerSecond: 0,
    onlyOnWifi: false,
    severalSizes: false,
    saver: true,
  };
  #state: StateEvent;

  /** @param moving Whether running jobs move on; still pictures want `false`. */
  constructor(scene: Scene, moving = true) {
    this.#jobs = new Map(jobsOf(scene).map((job) => [job.uuid, job]));
    this.#state = stateOf(scene);
    if (moving) this.#timer = setInterval(() => this.#tick(), 100);
  }

  async kmokeLogin(kmokeBaseUrl: string, token: string) {
    if (token === 'wrong') throw new Error('The server does not know this token.', {cause: {code: 'signed-out'}});
    this.setState({session: true, user: 'lin.xiao', baseUrl: kmokeBaseUrl});
    for (const job of this.#jobs.values()) if (job.blocked === 'session') this.#put(without(job, 'blocked'));
    return {user: 'lin.xiao'};
  }

  async kmokeLogout() {
    this.setState({session: false, queue: false, user: undefined, baseUrl: undefined});
  }

  async getAllJobs() {
    const jobs = await this.getJobs();
    return {upload: jobs.filter(({kind}) => kind === 'upload'), download: jobs.filter(({kind}) => kind === 'download')};
  }

  async startJobs() {
    this.setState({queue: true});
  }

  async addUploadJobs({files, bizKey}: AddUploadJobs) {
    return await this.#addFiles(files, {kind: 'upload', bizKey});
  }

  async addConvertJobs({files}: AddConvertJobs) {
    return await this.#addFiles(files, {kind: 'convert'});
  }

  async getRemoteDecks() {
    return {count: this.remoteDecks.length, decks: this.remoteDecks};
  }

  async fetchRemoteDecks(decks: readonly RemoteDeck[]) {
    return this.#add(
      decks.map(({token, fileName, fileSize}) =>
        scriptedJob({uuid: crypto.randomUUID(), kind: 'convert', token, fileName, fileSize, state: 'added'}),
      ),
    );
  }

  async uploadInstead(jobs: JobRefs) {
    const uuids = [jobs].flat().map((job) => (typeof job === 'string' ? job : job.uuid));
    const converts = uuids.flatMap((uuid) => this.#jobs.get(uuid) ?? []);
    await this.removeJob(uuids);
    return this.#add(
      converts.map(({fileName, fileSize}) =>
        scriptedJob({uuid: crypto.randomUUID(), fileName, fileSize, state: 'added'}),
      ),
    );
  }

  async #addFiles(files: AddUploadJobs['files'], given: Partial<PublicJob>) {
    const jobs: PublicJob[] = [];
    for (const file of files) {
      const {name, size} = file instanceof File ? file : await file.getFile();
      jobs.push(scriptedJob({uuid: crypto.randomUUID(), fileName: name, fileSize: size, state: 'added', ...given}));
    }
    return this.#add(jobs);
  }

  #add(jobs: readonly PublicJob[]) {
    for (const job of jobs) {
      this.#put(job);
      this.#added.forEach((tell) => tell({type: job.kind, job}));
    }
    return jobs;
  }

  async unpinJobRoute(jobs: JobRefs) {
    this.#change(jobs, (job) => ({...without(job, 'blocked'), route: 'auto'}));
  }

  async connectIntranet() {
    const {routes} = this.#state;
    this.setState({intranetAccess: 'granted', routes: {...routes, intranet: true}});
    return true;
  }

  async addDownloadJobs({files}: AddDownloadJobs) {
    const jobs = files.map(({fileName, fileSize = 0, url}) =>
      scriptedJob({uuid: crypto.randomUUID(), kind: 'download', fileName, fileSize, url, state: 'added'}),
    );
    return this.#add(jobs);
  }

  async jobReady(jobs: JobRefs) {
    this.#change(jobs, (job) => (job.state === 'added' ? {...job, state: 'waiting', step: 1} : job));
  }

  continueUploadJob = (jobs: JobRefs) => this.continueJob(jobs);

  continueDownloadJob = (jobs: JobRefs) => this.continueJob(jobs);

  async continueJob(jobs: JobRefs) {
    this.#change(jobs, (job) => ({...without(job, 'blocked'), state: 'waiting', error: null, attempts: 0}));
  }

  async pauseJob(jobs: JobRefs) {
    this.#change(jobs, (job) => (isOpen(job) ? {...without(job, 'blocked'), state: 'paused'} : job));
  }

  async resumeJob(jobs: JobRefs) {
    this.#change(jobs, (job) => (job.state === 'paused' ? {...job, state: 'waiting'} : job));
  }

  async cancelJob(jobs: JobRefs) {
    this.#change(jobs, (job) => ({...without(job, 'blocked'), state: 'cancelled'}));
  }

  async removeJob(jobs: JobRefs) {
    for (const uuid of uuidsOf(jobs)) {
      this.#jobs.delete(uuid);
      this.#changes.forEach((tell) => tell({uuid, removed: true}));
    }
  }

  async retryJob(jobs: JobRefs) {
    this.#change(jobs, (job) =>
      job.state === 'retrying' ? {...without(job, 'retryAt'), state: 'waiting', error: null} : job,
    );
  }

  async moveJobToFront(jobs: JobRefs) {
    const first = Math.min(...[...this.#jobs.values()].map(({place}) => place));
    this.#change(jobs, (job) => ({...job, place: first - 1}));
  }

  async getJob(job: string | {readonly uuid: string}) {
    return this.#jobs.get(typeof job === 'string' ? job : job.uuid);
  }

  async getJobLog(job: string | {readonly uuid: string}) {
    const found = await this.getJob(job);
    return found ? scriptedLog(found) : [];
  }

  async getPoster(job: string | {readonly uuid: string}) {
    const found = await this.getJob(job);
    return found?.poster && scriptedPoster(found);
  }

  saveDownload(job: JobRef): Promise<DownloadLink>;
  saveDownload(job: JobRef, handle: FileSystemFileHandle): Promise<void>;
  async saveDownload(ref: JobRef, handle?: FileSystemFileHandle): Promise<DownloadLink | void> {
    const job = this.#jobs.get(uuidsOf(ref)[0] ?? '');
    if (!job?.savable && job?.savableUntil === undefined) throw new Error('There is nothing to save.');
    const saved = {...without(without(job, 'savable'), 'savableUntil'), savedAt: new Date().toISOString()};
    this.#put(handle ? saved : {...saved, savableUntil: new Date(Date.now() + 600_000).toISOString()});
    if (!handle) return {url: URL.createObjectURL(new Blob(['A file.'])), fileName: job.fileName};
  }

  async getJobs() {
    return this.#state.user === undefined ? [] : [...this.#jobs.values()].sort((a, b) => a.place - b.place);
  }

  async getSettings() {
    return this.#settings;
  }

  async setSettings(change: Partial<Settings>) {
    this.#settings = {...this.#settings, ...change};
    return this.#settings;
  }

  async eraseDevice() {
    await this.removeJob([...this.#jobs.keys()]);
    await this.kmokeLogout();
  }

  uploadProgressEvent = (listener: Listener<ProgressEvent>) => listen(this.#progress, listener);
  downloadProgressEvent = (listener: Listener<ProgressEvent>) => listen(this.#progress, listener);
  JobErrorEvent = (listener: Listener<JobErrorEvent>) => listen(this.#errors, listener);
  addJobEvent = (listener: Listener<{readonly type: JobKind; readonly job: PublicJob}>) =>
    listen(this.#added, listener);
  addJobErrorEvent = (listener: Listener<AddJobErrorEvent>) => listen(this.#refused, listener);
  jobEvent = (listener: Listener<JobEvent>) => listen(this.#changes, listener);
  transferEvent = (listener: Listener<TransferEvent>) => listen(this.#transfers, listener);

  stateEvent = (listener: Listener<StateEvent>) => {
    listener(this.#state);
    return listen(this.#states, listener);
  };

  async openDeck(job: JobRef): Promise<OpenedDeck> {
    const uuid = typeof job === 'string' ? job : job.uuid;
    const {fileName = ''} = this.#jobs.get(uuid) ?? {};
    return {fileName, from: 'server', hidden: 'foreign', save: () => this.saveDownload(uuid)};
  }

  async previewDeck(deck: File | JobRef): Promise<OpenedDeck> {
    const opened = await this.openDeck(deck instanceof File ? '' : deck);
    const fileName = deck instanceof File ? deck.name : opened.fileName;
    return {fileName, from: 'device', hidden: 'no-service-worker', save: opened.save};
  }

  async playback() {
    return {from: 'device' as const, url: '/playlist.m3u8', headers: {}, subtitles: []};
  }

  async allowFiles() {
    const waiting = [...this.#jobs.values()].filter(({blocked}) => blocked === 'permission');
    this.#change(waiting, ({blocked: _granted, ...job}) => job);
    return waiting.length;
  }

  async probe() {
    this.setState({});
  }

  async close() {
    clearInterval(this.#timer);
  }

  /** For the gallery's and the tests' own script. */
  setState(change: Partial<StateEvent>) {
    this.#state = {...this.#state, ...change};
    this.#states.forEach((tell) => tell(this.#state));
  }

  #tick() {
    if (!this.#state.queue || !this.#state.session) return;
    const room = {...this.#settings.concurrency};
    const jobs = [...this.#jobs.values()];
    for (const {kind, state} of jobs) if (state === 'running') room[kind] -= 1;
    for (const job of jobs) {
      if (job.state === 'running') this.#move(job);
      else if (job.state === 'retrying' && Date.parse(job.retryAt ?? '') < Date.now()) void this.retryJob(job);
      else if (this.#state.network && job.state === 'waiting' && job.blocked === undefined && room[job.kind] > 0) {
        room[job.kind] -= 1;
        this.#put({...job, state: 'running', step: 3});
      }
    }
  }

  #move(job: PublicJob) {
    const before = this.#sent.get(job.uuid) ?? (job.percent / 100) * job.fileSize;
    const sentBytes = Math.min(job.fileSize, before + 600_000 + Math.random() * 600_000);
    this.#sent.set(job.uuid, sentBytes);
    const percent = Math.min(99, Math.floor((sentBytes / job.fileSize) * 100));
    const speed = job.kind === 'transcode' ? (job.way === 'repackage' ? 41 : 6.1) : undefined;
    const bytes =
      speed === undefined ? {sentBytes, totalBytes: job.fileSize} : {sentBytes: undefined, totalBytes: undefined};
    this.#transfers.forEach((tell) => tell({uuid: job.uuid, percent, ...bytes, speed}));
    if (sentBytes >= job.fileSize) {
      this.#put({...job, state: 'done', percent: 100, doneAt: new Date().toISOString()});
    } else if (percent !== job.percent) {
      this.#put({...job, percent});
      this.#progress.forEach((tell) => tell({uuid: job.uuid, percent}));
    }
  }

  #change(jobs: JobRefs, change: (job: PublicJob) => PublicJob) {
    for (const uuid of uuidsOf(jobs)) {
      const job = this.#jobs.get(uuid);
      if (job) this.#put(change(job));
    }
  }

  #put(job: PublicJob) {
    this.#jobs.set(job.uuid, job);
    this.#changes.forEach((tell) => tell({job}));
  }
}

function stateOf(scene: Scene): StateEvent {
  const up: StateEvent = {
    queue: true,
    session: true,
    network: true,
    waitsForWifi: false,
    savesData: false,
    savesBattery: false,
    routes: {intranet: false, internet: true},
    user: 'lin.xiao',
    baseUrl: 'https://media.example.org',
    gatewayUrl: 'https://nas-01.example.org',
    intranetAccess: 'granted',
    offlineSince: undefined,
    runsHere: true,
    transcodesHere: false,
    missing: [],
  };
  switch (scene) {
    case 'list':
    case 'films':
    case 'decks':
    case 'empty':
    case 'many':
      return up;
    case 'downloads':
      return {...up, routes: {intranet: true, internet: true}};
    case 'making':
      return {...up, transcodesHere: true};
    case 'battery':
      return {...up, savesBattery: true};
    case 'data':
      return {...up, network: false, savesData: true, routes: {intranet: undefined, internet: undefined}};
    case 'checking':
      return {...up, network: false, routes: {intranet: undefined, internet: undefined}};
    case 'offline':
      return {...up, network: false, routes: {intranet: false, internet: false}, offlineSince: Date.now() - 480_000};
    case 'wifi':
      return {...up, network: false, waitsForWifi: true, routes: {intranet: undefined, internet: undefined}};
    case 'expired':
      return {...up, session: false};
    case 'signed-out':
      return {...up, session: false, queue: false, user: undefined, baseUrl: undefined};
  }
}

function listen<T>(listeners: Set<T>, listener: T): Unsubscribe {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function uuidsOf(jobs: JobRefs): string[] {
  const list = Array.isArray(jobs) ? (jobs as readonly (string | {uuid: string})[]) : [jobs as string | {uuid: string}];
  return list.map((job) => (typeof job === 'string' ? job : job.uuid));
}

function isOpen({state}: PublicJob) {
  return ['added', 'waiting', 'running', 'retrying'].includes(state);
}

function without(job: PublicJob, key: 'blocked' | 'retryAt' | 'savable' | 'savableUntil'): PublicJob {
  const copy: {-readonly [K in keyof PublicJob]: PublicJob[K]} = {...job};
  delete copy[key];
  return copy;
}
