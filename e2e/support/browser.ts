import {rmSync} from 'node:fs';
import {cp, mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromium, firefox, type BrowserContext, type Page} from '@playwright/test';
import {watchPages, type PageErrors} from './page-errors.ts';

/** The browsers of the journeys; also the names of the Playwright projects. */
export type BrowserName = 'chromium' | 'firefox';

const programs = {chromium: '/usr/bin/chromium', firefox: '/usr/bin/firefox-esr'} as const;
const common = {acceptDownloads: true, locale: 'en-GB'};

export interface BrowserOptions {
  /** More switches for Chromium. */
  readonly args?: readonly string[];
  /** Accepts the gateway's own certificate. */
  readonly ignoreHTTPSErrors?: boolean;
}

/**
 * The system's browser on a profile folder of its own, so that IndexedDB, OPFS and service workers outlive it.
 * It can be killed as a crash would, and opened again.
 */
export class TestBrowser {
  /** What its pages reported, over all its lives. */
  readonly errors: PageErrors;
  readonly #name: BrowserName;
  readonly #folder: string;
  readonly #options: BrowserOptions;
  #context: BrowserContext | undefined;

  private constructor(name: BrowserName, folder: string, errors: PageErrors, options: BrowserOptions) {
    this.#name = name;
    this.#folder = folder;
    this.errors = errors;
    this.#options = options;
  }

  static async open(name: BrowserName, errors: PageErrors, options: BrowserOptions = {}): Promise<TestBrowser> {
    const folder = await mkdtemp(join(tmpdir(), `carryon-${name}-`));
    const browser = new TestBrowser(name, folder, errors, options);
    if (name === 'firefox') await cp(await usedFirefoxProfile(), join(folder, 'profile'), {recursive: true});
    await browser.reopen();
    return browser;
  }

  /** The open context. It changes with each {@link reopen}. */
  get context(): BrowserContext {
    if (this.#context === undefined) throw new Error('The browser is closed; call reopen() first.');
    return this.#context;
  }

  /** A new window. The one that the browser came up with is used first. */
  async newPage(): Promise<Page> {
    const blank = this.context.pages().find((page) => page.url() === 'about:blank');
    return blank ?? (await this.context.newPage());
  }

  /** Opens it (again) on its profile. */
  async reopen(): Promise<void> {
    await this.#context?.close();
    const {args = [], ...options} = this.#options;
    this.#context =
      this.#name === 'chromium'
        ? await chromium.launchPersistentContext(join(this.#folder, 'profile'), {
            ...{...common, ...options, executablePath: programs.chromium},
            args: ['--no-sandbox', '--disable-gpu', ...args],
          })
        : await openFirefox(this.#folder, options);
    await watchPages(this.#context, this.errors);
  }

  /** Kills the browser's main process, as a crash or a power cut would. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.context.once('close', resolve));
    process.kill(await mainProcess(join(this.#folder, 'profile')), 'SIGKILL');
    await gone;
    this.#context = undefined;
  }

  /** Closes it and removes its profile. */
  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
    await rm(this.#folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
  }
}

function openFirefox(folder: string, options: {readonly ignoreHTTPSErrors?: boolean} = {}): Promise<BrowserContext> {
  return firefox.launchPersistentContext(join(folder, 'profile'), {
    ...{...common, ...options, executablePath: programs.firefox},
    channel: 'moz-firefox',
    env: {...definedEnv(), HOME: folder},
  });
}

let usedProfile: Promise<string> | undefined;

/**
 * A profile that Firefox has been started on once, to be copied; made once in a process. On a new one it takes twice as
 * long to start.
 */
async function usedFirefoxProfile(): Promise<string> {
  usedProfile ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'carryon-firefox-used-'));
    process.once('exit', () => rmSync(folder, {recursive: true, force: true}));
    await (await openFirefox(folder)).close();
    await rm(join(folder, 'profile', 'lock'), {force: true});
    return join(folder, 'profile');
  })();
  return usedProfile;
}

/** The process that was started on a profile. Its children may name it too, but say what they are for. */
async function mainProcess(profile: string): Promise<number> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const words = (await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')).split('\0');
    const isOurs = words.some((word) => word === profile || word === `--user-data-dir=${profile}`);
    const isChild = words.some((word) => word.startsWith('--type=') || word === '-contentproc');
    if (isOurs && !isChild) return Number(entry);
  }
  throw new Error(`No browser runs on ${profile}.`);
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
