import type {
  AddConvertJobs,
  AddDownloadJobs,
  AddUploadJobs,
  CarryonApp,
  DownloadLink,
  JobLogEntry,
  JobRef,
  JobRefs,
  OpenedDeck,
  Playback,
  RemoteDeck,
  RemoteDecks,
  Settings,
  StateEvent,
  Unsubscribe,
} from '../app-api.ts';
import type {Message} from '../queue/channel.ts';
import type {Command} from '../queue/commands.ts';
import {JobError} from '../queue/failure.ts';
import {sameOwner, type Job, type JobKind} from '../queue/job.ts';
import {publicLog} from '../queue/job-log.ts';
import {publicJob, type PublicJob} from '../queue/public-job.ts';
import type {Session} from '../queue/ports.ts';
import {addConverts, addUploads, checkConvertRequest, checkRequest} from './adding.ts';
import {addDownloads, checkDownloadRequest} from './adding-downloads.ts';
import {allowBlocked} from './allowing.ts';
import type {AppPorts} from './app-ports.ts';
import {AppState} from './app-state.ts';
import {deckOf, previewOf} from './decks.ts';
import {addFetched, remoteDecks, uploadsOf} from './remote-decks.ts';
import {JobEvents} from './job-events.ts';
import {command, uuidsOf} from './job-commands.ts';
import {playbackOf} from './playback.ts';
import {saveDownload} from './saving.ts';
import {checkedSettings, publicSettings} from './settings.ts';

/** So many changed jobs go out in one message. */
const messageSize = 100;

/** The host page's API (CONTRACT 6): commands are transactions on the store, events come from the channel. */
export class Carryon implements CarryonApp {
  readonly #ports: AppPorts;
  readonly #state: AppState;
  readonly #events = new JobEvents();
  readonly #onClose: () => void;
  readonly #unlisten: () => void;
  #unlistenAccess: () => void = () => undefined;
  /** `added` jobs that the last `getAllJobs` of this window returned (SPEC G4). */
  #shown: readonly string[] = [];

  /** @param onClose Ends what the composition has started for this app. */
  constructor(ports: AppPorts, onClose: () => void) {
    this.#ports = ports;
    this.#onClose = onClose;
    this.#state = new AppState(ports.missing, () => ports.clock.now());
    this.#unlisten = ports.channel.listen((message) => this.#hear(message));
  }

  /** Reads who is signed in. Called once, before anything else. */
  async open(): Promise<void> {
    const {sessions, channel, elsewhere} = this.#ports;
    const session = await sessions.current();
    const {gatewayUrl = session?.gatewayUrl, ppj} = session ? elsewhere(session.owner.baseUrl) : {};
    const isMoved = session && (session.gatewayUrl !== gatewayUrl || session.ppjUrl !== ppj?.url);
    this.#setSession(isMoved ? await sessions.move({gatewayUrl, ppj}) : session);
    channel.post({type: isMoved ? 'session' : 'hello'});
    if (isMoved) channel.post({type: 'hello'});
  }

  /** Whether this window's worker runs the jobs. */
  setRunsHere(runsHere: boolean): void {
    this.#state.setRunsHere(runsHere);
  }

  /** Whether this window makes films, and has for a while. */
  setTranscodesHere(transcodesHere: boolean): void {
    this.#state.setTranscodesHere(transcodesHere);
  }

  async kmokeLogin(kmokeBaseUrl: string, token: string): Promise<{readonly user: string}> {
    const baseUrl = normalBaseUrl(kmokeBaseUrl);
    if (typeof token !== 'string' || token === '') throw new Error('kmokeLogin needs a token.');
    const {sessions, channel, elsewhere} = this.#ports;
    const owner = {baseUrl, user: await this.#userOf(baseUrl, token)};
    this.#setSession(await sessions.signIn(owner, token, elsewhere(baseUrl)));
    channel.post({type: 'session'});
    return {user: owner.user};
  }

  async kmokeLogout(): Promise<void> {
    await this.#ports.sessions.signOut();
    this.#shown = [];
    this.#setSession(undefined);
    this.#ports.channel.post({type: 'session'});
  }

  async getAllJobs(
    kmokeBaseUrl: string,
  ): Promise<{readonly upload: readonly PublicJob[]; readonly download: readonly PublicJob[]}> {
    const session = this.#signedIn();
    const baseUrl = normalBaseUrl(kmokeBaseUrl);
    if (baseUrl !== session.owner.baseUrl) throw new Error(`Nobody is signed in at ${baseUrl}. Call kmokeLogin first.`);
    const [upload, download] = await Promise.all([
      this.#ports.jobs.list(session.owner, 'upload'),
      this.#ports.jobs.list(session.owner, 'download'),
    ]);
    this.#shown = [...upload, ...download].filter(({status}) => status.state === 'added').map(({uuid}) => uuid);
    return {upload: this.#public(upload), download: this.#public(download)};
  }

  async startJobs(): Promise<void> {
    this.#signedIn();
    this.#setSession(await this.#ports.sessions.openQueue());
    this.#ports.channel.post({type: 'session'});
    const shown = this.#shown;
    this.#shown = [];
    // One that has been removed meanwhile needs no release.
    if (shown.length > 0) await this.#command('ready', shown).catch(() => undefined);
  }

  async addUploadJobs(request: AddUploadJobs): Promise<readonly PublicJob[]> {
    const session = this.#signedIn();
    checkRequest(request);
    const added: PublicJob[] = [];
    await addUploads(
      request,
      session,
      this.#ports,
      (jobs) => added.push(...this.#announce('added', session, jobs)),
      (refused) => this.#ports.channel.post({type: 'refused', kind: 'upload', ...refused}),
    );
    return added;
  }

  async addDownloadJobs(request: AddDownloadJobs): Promise<readonly PublicJob[]> {
    const session = this.#signedIn();
    checkDownloadRequest(request);
    const jobs = await addDownloads(request, session, this.#ports, (refused) =>
      this.#ports.channel.post({type: 'refused', kind: 'download', ...refused}),
    );
    return this.#announce('added', session, jobs);
  }

  async addConvertJobs(request: AddConvertJobs): Promise<readonly PublicJob[]> {
    const session = this.#signedIn();
    checkConvertRequest(request);
    const added: PublicJob[] = [];
    await addConverts(
      request,
      session,
      this.#ports,
      (jobs) => added.push(...this.#announce('added', session, jobs)),
      (refused) => this.#ports.channel.post({type: 'refused', kind: 'convert', ...refused}),
    );
    return added;
  }

  async getRemoteDecks(range: {readonly since?: string; readonly until?: string} = {}): Promise<RemoteDecks> {
    return await remoteDecks(range, this.#signedIn(), this.#ports);
  }

  async fetchRemoteDecks(decks: readonly RemoteDeck[]): Promise<readonly PublicJob[]> {
    const session = this.#signedIn();
    return this.#announce('added', session, await addFetched(decks, session, this.#ports));
  }

  async uploadInstead(jobs: JobRefs): Promise<readonly PublicJob[]> {
    const session = this.#signedIn();
    const uuids = uuidsOf(jobs);
    const uploads = await uploadsOf(uuids, session, this.#ports);
    if (uploads.length === 0) throw new Error('There is no file of it on this device.');
    const told = this.#announce('added', session, uploads);
    await this.#command('remove', uuids);
    return told;
  }

  async jobReady(jobs: JobRefs): Promise<void> {
    await this.#command('ready', jobs);
  }

  async continueUploadJob(jobs: JobRefs): Promise<void> {
    await this.#continue(jobs, 'upload');
  }

  async continueDownloadJob(jobs: JobRefs): Promise<void> {
    await this.#continue(jobs, 'download');
  }

  async continueJob(jobs: JobRefs): Promise<void> {
    await this.#command('continue', jobs);
  }

  async pauseJob(jobs: JobRefs): Promise<void> {
    await this.#command('pause', jobs);
  }

  async resumeJob(jobs: JobRefs): Promise<void> {
    await this.#command('resume', jobs);
  }

  async cancelJob(jobs: JobRefs): Promise<void> {
    await this.#command('cancel', jobs);
  }

  async removeJob(jobs: JobRefs): Promise<void> {
    await this.#command('remove', jobs);
  }

  async retryJob(jobs: JobRefs): Promise<void> {
    await this.#command('retry', jobs);
  }

  async moveJobToFront(jobs: JobRefs): Promise<void> {
    // Each goes before all others: from the last to the first they keep their order.
    await this.#command('front', [...uuidsOf(jobs)].reverse());
  }

  async unpinJobRoute(jobs: JobRefs): Promise<void> {
    await this.#command('unpin', jobs);
  }

  async allowFiles(): Promise<number> {
    const session = this.#signedIn();
    const allowed = await allowBlocked(session, this.#ports);
    this.#announce('changed', session, allowed);
    if (allowed.length > 0) this.#ports.channel.post({type: 'nudge'});
    return allowed.length;
  }

  async getJob(job: JobRef): Promise<PublicJob | undefined> {
    const found = await this.#find(job);
    return found && this.#public([found])[0];
  }

  async getJobLog(job: JobRef): Promise<readonly JobLogEntry[]> {
    const {jobs, clock} = this.#ports;
    const found = await this.#find(job);
    return found ? publicLog(found, await jobs.log(found.uuid), (ms) => clock.toIso(ms)) : [];
  }

  async getPoster(job: JobRef): Promise<Blob | undefined> {
    const found = await this.#find(job);
    return found && (await this.#ports.poster(found.identifier));
  }

  saveDownload(job: JobRef): Promise<DownloadLink>;
  saveDownload(job: JobRef, handle: FileSystemFileHandle): Promise<void>;
  async saveDownload(job: JobRef, handle?: FileSystemFileHandle): Promise<DownloadLink | void> {
    const session = this.#signedIn();
    const announce = (changed: Job) => void this.#announce('changed', session, [changed]);
    return await saveDownload(await this.#find(job), handle, this.#ports, announce);
  }

  async openDeck(job: JobRef): Promise<OpenedDeck> {
    return await deckOf(await this.#find(job), this.#ports);
  }

  async previewDeck(deck: File | JobRef): Promise<OpenedDeck> {
    return await previewOf(deck instanceof File ? deck : await this.#find(deck), this.#ports);
  }

  async getJobs(): Promise<readonly PublicJob[]> {
    const {session} = this.#state;
    return session ? this.#public(await this.#ports.jobs.list(session.owner)) : [];
  }

  async getSettings(): Promise<Settings> {
    return publicSettings(await this.#ports.sessions.settings());
  }

  async setSettings(change: Partial<Settings>): Promise<Settings> {
    const checked = checkedSettings(change, await this.#ports.sessions.settings());
    await this.#ports.sessions.setSettings(checked);
    this.#ports.channel.post({type: 'nudge'});
    return checked;
  }

  async eraseDevice(): Promise<void> {
    await this.#ports.sessions.signOut();
    this.#ports.channel.post({type: 'erased'});
    await this.#ports.erase();
    this.#setSession(undefined);
  }

  uploadProgressEvent(...[listener]: Parameters<CarryonApp['uploadProgressEvent']>): Unsubscribe {
    return this.#events.uploadProgress.add(listener);
  }

  downloadProgressEvent(...[listener]: Parameters<CarryonApp['downloadProgressEvent']>): Unsubscribe {
    return this.#events.downloadProgress.add(listener);
  }

  JobErrorEvent(...[listener]: Parameters<CarryonApp['JobErrorEvent']>): Unsubscribe {
    return this.#events.jobError.add(listener);
  }

  addJobEvent(...[listener]: Parameters<CarryonApp['addJobEvent']>): Unsubscribe {
    return this.#events.addJob.add(listener);
  }

  addJobErrorEvent(...[listener]: Parameters<CarryonApp['addJobErrorEvent']>): Unsubscribe {
    return this.#events.addJobError.add(listener);
  }

  jobEvent(...[listener]: Parameters<CarryonApp['jobEvent']>): Unsubscribe {
    return this.#events.job.add(listener);
  }

  transferEvent(...[listener]: Parameters<CarryonApp['transferEvent']>): Unsubscribe {
    return this.#events.transfer.add(listener);
  }

  stateEvent(listener: (event: StateEvent) => void): Unsubscribe {
    const remove = this.#state.listeners.add(listener);
    listener(this.#state.current);
    return remove;
  }

  async playback(job: JobRef): Promise<Playback | undefined> {
    const found = await this.#find(job);
    return found && (await playbackOf(found, this.#state.gates, this.#ports));
  }

  async connectIntranet(): Promise<boolean> {
    const {gatewayUrl} = this.#signedIn();
    const answers = await this.#ports.intranet.call(gatewayUrl);
    await this.#readAccess();
    this.#ports.channel.post({type: 'probe'});
    return answers;
  }

  async probe(): Promise<void> {
    this.#ports.channel.post({type: 'probe'});
    await Promise.resolve();
  }

  async close(): Promise<void> {
    this.#unlisten();
    this.#unlistenAccess();
    this.#events.clear();
    this.#state.listeners.clear();
    this.#onClose();
    await Promise.resolve();
  }

  /** Offline, a token that has signed in on this device before signs in as its stored user (SPEC G3). */
  async #userOf(baseUrl: string, token: string): Promise<string> {
    const {askWho, sessions, channel, clock} = this.#ports;
    try {
      return (await askWho(baseUrl, token)).user;
    } catch (error) {
      if (error instanceof JobError && error.code === 'signed-out') {
        const {session} = this.#state;
        if (session && (await sessions.tokenFor(session.owner)) === token) {
          await sessions.expire(session.owner, clock.now());
          this.#setSession(await sessions.current());
          channel.post({type: 'session'});
        }
        throw new Error('The server does not know this token.', {cause: error});
      }
      const known = await sessions.knownUser(baseUrl, token);
      if (known) return known.user;
      throw new Error('The server cannot be reached, and this token has not signed in on this device before.', {
        cause: error,
      });
    }
  }

  async #continue(jobs: JobRefs, kind: JobKind): Promise<void> {
    for (const uuid of uuidsOf(jobs)) {
      const job = await this.#find(uuid);
      if (job && job.kind !== kind) throw new Error(`The job ${uuid} is no ${kind}. Call continueJob for any kind.`);
    }
    await this.#command('continue', jobs);
  }

  async #command(name: Command, jobs: JobRefs): Promise<void> {
    const session = this.#signedIn();
    const {channel} = this.#ports;
    await command(name, jobs, session, this.#ports, ({changed, removed}) => {
      if (removed.length > 0) channel.post({type: 'removed', uuids: removed});
      this.#announce('changed', session, changed);
      const frees = name === 'cancel' || name === 'remove';
      if (changed.length + removed.length > 0) channel.post({type: frees ? 'sweep' : 'nudge'});
    });
  }

  async #find(job: JobRef): Promise<Job | undefined> {
    const {session} = this.#state;
    const [uuid = ''] = uuidsOf(job);
    const found = await this.#ports.jobs.get(uuid);
    return found && session && sameOwner(found.owner, session.owner) && !found.removed ? found : undefined;
  }

  /** @returns What the windows were told. */
  #announce(type: 'added' | 'changed', {owner}: Session, jobs: readonly Job[]): readonly PublicJob[] {
    const told = this.#public(jobs);
    for (let start = 0; start < told.length; start += messageSize) {
      this.#ports.channel.post({type, owner, jobs: told.slice(start, start + messageSize)});
    }
    return told;
  }

  #public(jobs: readonly Job[]): readonly PublicJob[] {
    const {gates} = this.#state;
    return jobs.map((job) => publicJob(job, gates, (ms) => this.#ports.clock.toIso(ms)));
  }

  #signedIn(): Session {
    const {session} = this.#state;
    if (!session) throw new JobError('signed-out', 'Nobody is signed in. Call kmokeLogin first.');
    return session;
  }

  #hear(message: Message): void {
    const {session} = this.#state;
    if (
      (message.type === 'changed' || message.type === 'added') &&
      !(session && sameOwner(message.owner, session.owner))
    ) {
      return;
    }
    this.#events.hear(message);
    if (message.type === 'gates') {
      const before = JSON.stringify(this.#state.gates);
      this.#state.setGates(message.gates);
      void this.#reread(before);
    }
    if (message.type === 'touched') void this.#touch(message.uuids);
    if (message.type === 'session' || message.type === 'erased') void this.#reread(JSON.stringify(this.#state.gates));
  }

  async #touch(uuids: readonly string[]): Promise<void> {
    for (const uuid of uuids) {
      const job = await this.getJob(uuid);
      if (job) this.#events.job.tell({job});
    }
  }

  #setSession(session: Session | undefined): void {
    const before = this.#state.session?.gatewayUrl;
    this.#state.setSession(session);
    if (!session || session.gatewayUrl === before) return;
    this.#unlistenAccess();
    this.#unlistenAccess = this.#ports.intranet.listen(session.gatewayUrl, () => void this.#readAccess());
    void this.#readAccess();
  }

  async #readAccess(): Promise<void> {
    const {session} = this.#state;
    if (session) this.#state.setIntranetAccess(await this.#ports.intranet.access(session.gatewayUrl));
  }

  /** Session or network have changed: so has, for each waiting job, what it waits for. */
  async #reread(gatesBefore: string): Promise<void> {
    const session = await this.#ports.sessions.current();
    this.#setSession(session);
    if (!session || this.#events.job.size === 0 || gatesBefore === JSON.stringify(this.#state.gates)) return;
    const waiting = (await this.#ports.jobs.list(session.owner)).filter(({status}) => status.state === 'waiting');
    for (const job of this.#public(waiting)) this.#events.job.tell({job});
  }
}

function normalBaseUrl(given: string): string {
  let url: URL;
  try {
    url = new URL(given, location.href);
  } catch (error) {
    throw new Error(`${given} is no address of a backend.`, {cause: error});
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`${given} is no address of a backend.`);
  return (url.origin + url.pathname).replace(/\/+$/, '');
}
