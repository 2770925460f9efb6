import {basename} from 'node:path';
import type {TestBrowser} from '../support/browser.ts';
import type {FaultProxy} from '../support/fault-proxy.ts';
import type {Gateway} from '../support/gateway.ts';
import {Ledger} from './ledger.ts';
import {RoundFiles} from './planned-files.ts';
import type {Happening, PlannedFile, Scenario} from './scenario.ts';
import {Windows} from './windows.ts';

/** What a round plays in. */
export interface Stage {
  readonly gateway: Gateway;
  readonly proxy: FaultProxy;
  readonly browser: TestBrowser;
}

const filmEndings = ['mp4', 'mov', 'webm'];

/** Plays one scenario on a real browser, gateway and network, up to the moment in which all is well again. */
export class Round {
  readonly ledger = new Ledger();
  readonly windows: Windows;
  readonly #stage: Stage;
  readonly #files: RoundFiles;
  /** Network and gateway come back by themselves, one after the other. */
  #mended: Promise<void> = Promise.resolve();
  readonly #rules: (() => void)[] = [];

  private constructor(stage: Stage, files: RoundFiles) {
    this.#stage = stage;
    this.#files = files;
    this.windows = new Windows(stage.browser, stage.proxy, stage.gateway.token, this.ledger);
  }

  static async open(stage: Stage): Promise<Round> {
    return new Round(stage, await RoundFiles.open());
  }

  async play(scenario: Scenario): Promise<void> {
    await this.windows.open();
    await this.#signIn();
    await this.windows.at(0).untilControlled();
    while (this.windows.count < scenario.windows) await this.windows.open();
    this.#stage.proxy.limitUploads(scenario.bytesPerSecond);
    for (const file of scenario.files) await this.#add(file);
    for (const {afterMs, happening} of scenario.happenings) {
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await this.#happen(happening);
    }
  }

  /** Makes the world well again: no more faults, a fast line, one user who is signed in. */
  async heal(): Promise<void> {
    for (const remove of this.#rules) remove();
    this.#stage.proxy.limitUploads(Infinity);
    await this.#mended;
    // What was stalled stays so until somebody hangs up.
    await this.#stage.proxy.goOffline();
    await this.#stage.proxy.goOnline();
    await this.#signIn();
  }

  async close(): Promise<void> {
    await this.#mended.catch(() => undefined);
    await this.#files.remove();
  }

  async #happen(happening: Happening): Promise<void> {
    const {gateway, proxy} = this.#stage;
    switch (happening.type) {
      case 'fault':
        this.#rules.push(proxy.addRule(happening));
        break;
      case 'offline':
        await this.#whileAway(
          () => proxy.goOffline(),
          happening.forMs,
          () => proxy.goOnline(),
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
        proxy.limitUploads(happening.bytesPerSecond);
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
        await this.#add(happening.file);
        break;
    }
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

  async #add(planned: PlannedFile): Promise<void> {
    const file = await this.#files.make(planned);
    // Signed out, nothing can be added (SPEC G3).
    const jobs = await this.windows
      .at(this.ledger.uploads.size)
      .addUploads(file.path, {isNetwork: true, transcodeTypes: filmEndings})
      .catch((error: unknown) => {
        if (String(error).includes('Nobody is signed in')) return [];
        throw error;
      });
    for (const {uuid, fileName} of jobs) {
      if (fileName !== basename(file.path)) throw new Error(`${file.path} was added as ${fileName}.`);
      this.ledger.uploads.set(uuid, {file, mayLackSource: false});
    }
  }

  async #command(name: (Happening & {type: 'command'})['name'], index: number): Promise<void> {
    const host = this.windows.at(index);
    const jobs = await host.jobs();
    const job = jobs[index % Math.max(1, jobs.length)];
    if (!job) return;
    if (name === 'cancelJob' || name === 'removeJob') this.ledger.cancelled.add(job.uuid);
    if (name === 'removeJob') this.ledger.removed.add(job.uuid);
    // A command that does not fit the job's state is refused in words; that is no fault of the round's.
    await host.page.evaluate(async ([command, uuid]) => window.app?.[command](uuid).catch(() => undefined), [
      name,
      job.uuid,
    ] as const);
  }
}
