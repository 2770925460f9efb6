import {test as base, type BrowserContext, type Page} from '@playwright/test';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startHarness, type Harness} from './harness.ts';
import {makeMedia, type Medium} from './media.ts';
import type {CopyCommand, CopyOutcome, Outcome, TranscodeOptions} from './page/messages.ts';
import type {Played, Sought} from './page/player.ts';

/** What the page offers (page/page.ts). */
interface Window {
  readonly harness: {
    transcode(uuid: string, options: TranscodeOptions): Promise<Outcome>;
    copy(uuid: string, reader: CopyCommand['reader']): Promise<CopyOutcome>;
    list(uuid: string): Promise<Record<string, number>>;
    deliver(uuid: string): Promise<void>;
    play(url: string): Promise<Played>;
    seek(url: string, places: readonly number[], bits: number): Promise<Sought>;
  };
}

/** One transcode, seen from outside. */
export interface Run {
  readonly uuid: string;
  readonly outcome: Outcome;
  /** Where the test has its playlist; its segments lie beside it. */
  readonly playlistPath: string;
}

/** A window with the transcoder in it, on a profile of its own: OPFS of an incognito context may be held in memory. */
export class TranscodePage {
  readonly harness: Harness;
  readonly context: BrowserContext;
  readonly #page: Page;
  #runs = 0;

  constructor(harness: Harness, context: BrowserContext, page: Page) {
    this.harness = harness;
    this.context = context;
    this.#page = page;
  }

  get page(): Page {
    return this.#page;
  }

  /** Makes a file of the matrix; it is made once. */
  make(name: Medium): string {
    return makeMedia(this.harness.folder, name);
  }

  /**
   * Chooses a file and transcodes it; a rendition is fetched and removed from the page.
   *
   * @param onceChosen Called when the page has the file.
   */
  async transcode(path: string, options: TranscodeOptions = {}, onceChosen?: () => void): Promise<Run> {
    this.#runs += 1;
    return await this.finish(`run-${String(this.#runs)}`, path, options, onceChosen);
  }

  /** The same as a job of this name, which may have been begun before. */
  async finish(uuid: string, path: string, options: TranscodeOptions = {}, onceChosen?: () => void): Promise<Run> {
    const run = await this.transcodeAs(uuid, path, options, onceChosen);
    if (run.outcome.state === 'done') await this.deliver(uuid);
    return run;
  }

  /** Fetches the rendition of a job and removes it from the page. */
  deliver(uuid: string): Promise<void> {
    return this.#page.evaluate((id) => (window as unknown as Window).harness.deliver(id), uuid);
  }

  /** The same as a job of this name; its rendition stays in the page. */
  async transcodeAs(uuid: string, path: string, options: TranscodeOptions, onceChosen?: () => void): Promise<Run> {
    await this.#page.locator('input').setInputFiles(path);
    // Chromium looks at the file when its size is first asked for.
    await this.#page.evaluate(() => document.querySelector('input')?.files?.[0]?.size);
    onceChosen?.();
    const outcome = await this.#page.evaluate(
      ([id, how]) => (window as unknown as Window).harness.transcode(id, how), // page.ts puts it there
      [uuid, options] as const,
    );
    const playlistName = outcome.state === 'done' ? outcome.rendition.playlistName : '';
    return {uuid, outcome, playlistPath: join(this.harness.folder, 'results', uuid, playlistName)};
  }

  /** Repackages a file by one of the readers; what it made is fetched into the folder. */
  async copy(
    path: string,
    reader: CopyCommand['reader'],
  ): Promise<{readonly outcome: CopyOutcome; readonly folder: string}> {
    this.#runs += 1;
    const uuid = `run-${String(this.#runs)}`;
    await this.#page.locator('input').setInputFiles(path);
    const outcome = await this.#page.evaluate(
      ([id, by]) => (window as unknown as Window).harness.copy(id, by), // page.ts puts it there
      [uuid, reader] as const,
    );
    if (outcome.state === 'done') {
      await this.#page.evaluate((id) => (window as unknown as Window).harness.deliver(id), uuid);
    }
    return {outcome, folder: join(this.harness.folder, 'results', uuid)};
  }

  /** Names and sizes of what lies in the page for a job. */
  list(uuid: string): Promise<Record<string, number>> {
    return this.#page.evaluate((id) => (window as unknown as Window).harness.list(id), uuid);
  }

  /** Plays a fetched rendition to its end, by hls.js. */
  play(run: Run): Promise<Played> {
    return this.#page.evaluate((url) => (window as unknown as Window).harness.play(url), urlOf(run));
  }

  /** Jumps to places in a fetched rendition, in seconds, by hls.js, and reads its stripes there. */
  seek(run: Run, places: readonly number[], bits: number): Promise<Sought> {
    return this.#page.evaluate(([url, at, count]) => (window as unknown as Window).harness.seek(url, at, count), [
      urlOf(run),
      places,
      bits,
    ] as const);
  }
}

/** `test` with a {@link TranscodePage} that all tests of a worker share. */
export const test = base.extend<object, {readonly transcoder: TranscodePage}>({
  transcoder: [
    async ({playwright, browserName}, use, {project}) => {
      const harness = await startHarness();
      const profile = mkdtempSync(join(tmpdir(), 'transcode-profile-'));
      const {channel, launchOptions} = project.use;
      const options = {...launchOptions, ...(channel !== undefined && {channel})};
      const context = await playwright[browserName].launchPersistentContext(profile, options);
      const page = await context.newPage();
      await page.goto(harness.url);
      await use(new TranscodePage(harness, context, page));
      await context.close();
      await harness.close();
      rmSync(profile, {recursive: true, force: true});
    },
    {scope: 'worker'},
  ],
});

function urlOf({playlistPath, uuid}: Run): string {
  return `/results/${uuid}/${playlistPath.slice(playlistPath.lastIndexOf('/') + 1)}`;
}
