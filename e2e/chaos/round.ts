import {rename} from 'node:fs/promises';
import {basename} from 'node:path';
import type {TestBrowser} from '../support/browser.ts';
import type {FaultProxy} from '../support/fault-proxy.ts';
import type {Gateway} from '../support/gateway.ts';
import {Ledger} from './ledger.ts';
import {fetched, readFromNas} from '../support/requests.ts';
import {RoundFiles, type OfferedFile} from './made-files.ts';
import {isNetwork, type PlannedDownload, type PlannedUpload} from './planned-jobs.ts';
import type {Happening, Scenario, WhichWay} from './scenario.ts';
import {Windows} from './windows.ts';

/** What a round plays in. */
export interface Stage {
  readonly gateway: Gateway;
  /** The way by internet. */
  readonly internet: FaultProxy;
  readonly intranet: FaultProxy;
  /** The folder that the gateway takes for its NAS. */
  readonly nas: string;
  readonly browser: TestBrowser;
}

const filmEndings = ['mp4', 'mov', 'webm'];

/** Plays one scenario on a real browser, gateway and network, up to the moment in which all is well again. */
export class Round {
  readonly ledger = new Ledger();
  readonly windows: Windows;
  readonly #stage: Stage;
  readonly #files: RoundFiles;
  /** What is away comes back by itself, one after the other. */
  #mended: Promise<void> = Promise.resolve();
  readonly #rules: (() => void)[] = [];
  readonly #offered = new Map<PlannedDownload, OfferedFile>();

  private constructor(stage: Stage, files: RoundFiles) {
    this.#stage = stage;
    this.#files = files;
    this.windows = new Windows(stage.browser, stage.internet, stage.gateway.token, this.ledger);
  }

  static async open(stage: Stage): Promise<Round> {
    return new Round(stage, await RoundFiles.open(stage));
  }

  async play(scenario: Scenario): Promise<void> {
    for (const {happening} of scenario.happenings) {
      if (happening.type !== 'download') continue;
      this.ledger.offered.push(happening.download);
      this.#offered.set(happening.download, await this.#files.offer(happening.download));
    }
    await this.windows.open();
    await this.#signIn();
    await this.windows.at(0).untilControlled();
    while (this.windows.count < scenario.windows) await this.windows.open();
    this.#limit(scenario.bytesPerSecond);
    for (const upload of scenario.uploads) await this.#upload(upload);
    for (const {afterMs, happening} of scenario.happenings) {
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await this.#happen(happening);
    }
  }

  /** Makes the world well again: no more faults, a fast line, one user who is signed in. */
  async heal(): Promise<void> {
    for (const remove of this.#rules) remove();
    this.#limit(Infinity);
    await this.#mended;
    // What was stalled stays so until somebody hangs up.
    await this.#leave('both');
    await this.#comeBack('both');
    await this.#signIn();
  }

  async close(): Promise<void> {
    await this.#mended.catch(() => undefined);
    await this.#files.remove();
  }

  async #happen(happening: Happening): Promise<void> {
    const {gateway, nas} = this.#stage;
    switch (happening.type) {
      case 'fault':
        this.#rules.push(...this.#proxies('both').map((proxy) => proxy.addRule(happening)));
        break;
      case 'offline':
        await this.#whileAway(
          () => this.#leave(happening.way),
          happening.forMs,
          () => this.#comeBack(happening.way),
        );
        break;
      case 'share-away':
        await this.#whileAway(
          () => rename(nas, `${nas}-away`),
          happening.forMs,
          () => rename(`${nas}-away`, nas),
        );
        break;
      case 'kill-gateway':
        await this.#whileAway(
          () => gateway.kill('SIGKILL'),
          happening.forMs,
          () => gateway.start(),
        );
        break;
      case 'line':
        this.#limit(happening.bytesPerSecond);
        break;
      case 'kill-browser':
        await this.windows.killBrowser();
        break;
      case 'open-window':
        await this.windows.open();
        break;
      case 'close-window':
        await this.windows.close(happening.window);
        break;
      case 'reload-window':
        await this.windows.reload(happening.window);
        break;
      case 'freeze-window':
        await this.windows.freeze(happening.window, happening.forMs);
        break;
      case 'no-window':
        await this.windows.closeAll(happening.forMs);
        break;
      case 'sign-out':
        await this.windows.at(0).page.evaluate(() => window.app?.kmokeLogout());
        await new Promise((resolve) => setTimeout(resolve, happening.forMs));
        // The server may be away just now.
        await this.#signIn().catch(() => undefined);
        break;
      case 'command':
        await this.#command(happening.name, happening.job);
        break;
      case 'add':
        await this.#upload(happening.upload);
        break;
      case 'download':
        await this.#download(happening.download);
        break;
      case 'replace':
        await this.#replace(happening.download);
        break;
    }
  }

  /** Both ways, up and down; the app itself comes as fast as it can. */
  #limit(bytesPerSecond: number): void {
    const {internet, intranet} = this.#stage;
    for (const proxy of [internet, intranet]) proxy.limitUploads(bytesPerSecond);
    internet.limitDownloads(bytesPerSecond, fetched);
    intranet.limitDownloads(bytesPerSecond, readFromNas);
  }

  async #leave(way: WhichWay): Promise<void> {
    await Promise.all(this.#proxies(way).map((proxy) => proxy.goOffline()));
  }

  async #comeBack(way: WhichWay): Promise<void> {
    await Promise.all(this.#proxies(way).map((proxy) => proxy.goOnline()));
  }

  #proxies(way: WhichWay): readonly FaultProxy[] {
    const {internet, intranet} = this.#stage;
    return way === 'both' ? [internet, intranet] : [this.#stage[way]];
  }

  /** Goes on while it is away. */
  async #whileAway(leave: () => Promise<void>, forMs: number, back: () => Promise<void>): Promise<void> {
    await this.#mended;
    await leave();
    this.#mended = new Promise((resolve) => setTimeout(resolve, forMs)).then(back);
  }

  async #signIn(): Promise<void> {
    await this.windows.at(0).signIn(this.#stage.gateway.token);
  }

  async #upload({file: planned, route}: PlannedUpload): Promise<void> {
    const file = await this.#files.make(planned);
    const wanted = isNetwork[route];
    const jobs = await this.windows
      .at(this.ledger.uploads.size)
      .addUploads(file.path, {transcodeTypes: filmEndings, ...(wanted !== undefined && {isNetwork: wanted})})
      .catch(unlessSignedOut);
    for (const {uuid, fileName} of jobs) {
      if (fileName !== basename(file.path)) throw new Error(`${file.path} was added as ${fileName}.`);
      this.ledger.uploads.set(uuid, {file, mayLackSource: false});
    }
  }

  async #download(planned: PlannedDownload): Promise<void> {
    const offered = this.#offered.get(planned);
    if (!offered) throw new Error(`${planned.name} was not offered.`);
    const file = {url: offered.url, fileName: planned.name};
    const jobs = await this.windows
      .at(this.ledger.downloads.size)
      .addDownloads([file], isNetwork[planned.route])
      .catch(unlessSignedOut);
    for (const {uuid} of jobs) this.ledger.downloads.set(uuid, offered);
  }

  async #replace(index: number): Promise<void> {
    const begun = [...this.ledger.downloads.values()];
    // Server and share have to be there.
    await this.#mended;
    await begun[index % Math.max(1, begun.length)]?.replace();
  }

  async #command(name: (Happening & {type: 'command'})['name'], index: number): Promise<void> {
    const host = this.windows.at(index);
    const jobs = await host.jobs();
    const job = jobs[index % Math.max(1, jobs.length)];
    if (!job) return;
    if (name === 'cancelJob' || name === 'removeJob') this.ledger.cancelled.set(job.uuid, job.identifier);
    if (name === 'removeJob') this.ledger.removed.add(job.uuid);
    // A command that does not fit the job's state is refused in words; that is no fault of the round's.
    await host.page.evaluate(async ([command, uuid]) => window.app?.[command](uuid).catch(() => undefined), [
      name,
      job.uuid,
    ] as const);
  }
}

/** Signed out, nothing can be added (SPEC G3). */
function unlessSignedOut(error: unknown): readonly [] {
  if (String(error).includes('Nobody is signed in')) return [];
  throw error;
}
