import {expect, type Locator, type Page} from '@playwright/test';
import type {CarryonApp} from '../../src/app-api.ts';
import type {JobKind, JobState} from '../../src/queue/job.ts';
import type {TestBrowser} from './browser.ts';
import {stateWithinMs} from './patience.ts';

declare global {
  interface Window {
    /** On every page of the app, once it has loaded (CONTRACT 6). */
    readonly app?: CarryonApp;
  }
}

/** A file for an input: on disk, or its bytes. */
export type GivenFile = string | {readonly name: string; readonly mimeType: string; readonly buffer: Buffer};

/** One window of the app, and what people do in it. */
export class Journey {
  readonly #browser: TestBrowser;
  readonly #origin: string;
  readonly #token: string;
  #page: Page | undefined;

  constructor(browser: TestBrowser, {origin, token}: {readonly origin: string; readonly token: string}) {
    this.#browser = browser;
    this.#origin = origin;
    this.#token = token;
  }

  get page(): Page {
    if (this.#page === undefined) throw new Error('No window is open; call open() first.');
    return this.#page;
  }

  /** The same app in another window; as somebody else, if given a token. */
  another(token = this.#token): Journey {
    return new Journey(this.#browser, {origin: this.#origin, token});
  }

  /** Opens a window on the URL that the gateway prints. Later, `{token: false}` opens it as a bookmark would. */
  async open({path = '/', token = true}: {readonly path?: string; readonly token?: boolean} = {}): Promise<void> {
    this.#page = await this.#browser.newPage();
    await this.#page.goto(this.#origin + path + (token ? `#token=${encodeURIComponent(this.#token)}` : ''));
    await this.#page.waitForFunction(() => window.app !== undefined);
  }

  /** Adds uploads, as a person does by the labelled input. */
  async addFiles(files: GivenFile | readonly GivenFile[]): Promise<void> {
    const list = typeof files === 'string' || !('length' in files) ? [files] : files;
    await this.page
      .getByLabel('Add files')
      .first()
      .setInputFiles(list as string[]);
  }

  /** Adds presentations, that become decks. */
  async addPresentations(files: GivenFile | readonly GivenFile[]): Promise<void> {
    const list = typeof files === 'string' || !('length' in files) ? [files] : files;
    await this.page
      .getByLabel('Add presentations')
      .first()
      .setInputFiles(list as string[]);
  }

  /** The rows of a file, of one kind. */
  row(fileName: string, kind: JobKind = 'upload'): Locator {
    return this.page.locator(`[data-kind="${kind}"]`).filter({hasText: fileName});
  }

  /** Waits for a row to be in a state. */
  async untilState(
    fileName: string,
    state: JobState,
    kind: JobKind = 'upload',
    timeout = stateWithinMs,
  ): Promise<void> {
    await expect(this.row(fileName, kind)).toHaveAttribute('data-state', state, {timeout});
  }

  /** Waits until this window is controlled by the service worker, as every visit but the first is. */
  async untilControlled(): Promise<void> {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller !== null) return;
      await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('controllerchange', resolve, {once: true});
      });
    });
  }

  /** Plays a film, waits until it moves, and closes the player. @param from What the player says about it. @param subtitles Which of them, if any. */
  async play(fileName: string, from: string, subtitles?: string): Promise<void> {
    await this.page.getByRole('button', {name: `Play: ${fileName}`}).click();
    await expect(this.page.getByText(from)).toBeVisible();
    const position = () => this.page.locator('video').evaluate((video) => (video as HTMLVideoElement).currentTime);
    if (subtitles !== undefined) await this.#showSubtitles(subtitles);
    await expect.poll(position, {timeout: 30_000}).toBeGreaterThan(1);
    await this.page.keyboard.press('Escape');
    await expect(this.page.locator('video')).toHaveCount(0);
  }

  async #showSubtitles(subtitles: string): Promise<void> {
    await this.page.getByRole('combobox', {name: 'Subtitles'}).selectOption(subtitles);
    const cues = () =>
      this.page.locator('video').evaluate((video) => {
        const tracks = [...(video as HTMLVideoElement).textTracks].filter(({mode}) => mode === 'showing');
        return tracks.map(({label, cues: all}) => `${label}: ${String(all?.length)}`);
      });
    await expect.poll(cues).toEqual([`${subtitles}: 1`]);
  }

  /** Closes the window. */
  async close(): Promise<void> {
    await this.page.close();
    this.#page = undefined;
  }
}
