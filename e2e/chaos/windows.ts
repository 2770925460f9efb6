import {expect} from '@playwright/test';
import type {TestBrowser} from '../support/browser.ts';
import {HostPage} from '../support/host-page.ts';
import {Journey} from '../support/journey.ts';
import type {FaultProxy} from '../support/fault-proxy.ts';
import {rendererOf} from '../support/renderer.ts';
import type {Ledger} from './ledger.ts';
import type {WhichWindow} from './scenario.ts';

/** Another window takes over within 5 s (SPEC Q12); as much again is for a busy machine. */
const takeoverMs = 10_000;
const mostWindows = 3;

/** The windows of one browser, and their ends. */
export class Windows {
  readonly #browser: TestBrowser;
  readonly #proxy: FaultProxy;
  readonly #token: string;
  readonly #ledger: Ledger;
  #open: HostPage[] = [];

  constructor(browser: TestBrowser, proxy: FaultProxy, token: string, ledger: Ledger) {
    this.#browser = browser;
    this.#proxy = proxy;
    this.#token = token;
    this.#ledger = ledger;
  }

  /** The one by this number, counted round. */
  at(index: number): HostPage {
    const window = this.#open[index % this.#open.length];
    if (!window) throw new Error('No window is open.');
    return window;
  }

  get count(): number {
    return this.#open.length;
  }

  async open(): Promise<void> {
    if (this.#open.length >= mostWindows) return;
    const window = new HostPage(new Journey(this.#browser, {origin: this.#proxy.url, token: this.#token}));
    await window.openOnly();
    this.#open.push(window);
  }

  /** Closes one. The last one is followed by a new one. */
  async close(which: WhichWindow): Promise<void> {
    const window = await this.#find(which);
    const ranHere = await runsHere(window);
    await this.noteUnkept();
    this.#open = this.#open.filter((other) => other !== window);
    this.#ledger.deaths += 1;
    await window.page.close();
    if (this.#open.length === 0) await this.open();
    else if (ranHere) await this.#untilTakenOver(this.#open);
  }

  async reload(which: WhichWindow): Promise<void> {
    await this.noteUnkept();
    this.#ledger.deaths += 1;
    const {page} = await this.#find(which);
    await page.reload();
    await page.waitForFunction(() => window.app !== undefined);
  }

  /** Stops the process of one until another one has taken over, or for a while if there is none. */
  async freeze(which: WhichWindow, forMs: number): Promise<void> {
    const window = await this.#find(which);
    this.#ledger.deaths += 1;
    const others = this.#open.filter((other) => other !== window);
    const ranHere = await runsHere(window);
    const renderer = await rendererOf(window.page);
    process.kill(renderer, 'SIGSTOP');
    try {
      if (others.length > 0 && ranHere) await this.#untilTakenOver(others).catch(unlessDatabaseIsHeld(others));
      else await new Promise((resolve) => setTimeout(resolve, forMs));
    } finally {
      process.kill(renderer, 'SIGCONT');
    }
  }

  /** Closes all of them: what goes on then is up to the service worker. Opens one again after a while. */
  async closeAll(forMs: number): Promise<void> {
    await this.noteUnkept();
    this.#ledger.deaths += this.#open.length;
    // Another page stays, so that the browser does not end with them; the next window opens in it.
    await this.#browser.context.newPage();
    for (const window of this.#open) await window.page.close();
    this.#open = [];
    await new Promise((resolve) => setTimeout(resolve, forMs));
    await this.open();
  }

  async killBrowser(): Promise<void> {
    await this.noteUnkept();
    this.#ledger.deaths += this.#open.length;
    await this.#browser.kill();
    this.#open = [];
    await this.#browser.reopen();
    await this.open();
  }

  /** Jobs that only a window can give the bytes of, as the end of any window comes near. */
  async noteUnkept(): Promise<void> {
    for (const job of await this.at(0).jobs()) {
      const expected = this.#ledger.expectedOf(job);
      if (expected && !job.kept) expected.mayLackSource = true;
    }
  }

  async #find(which: WhichWindow): Promise<HostPage> {
    if (which !== 'runner') return this.at(which);
    const run = await Promise.all(this.#open.map(runsHere));
    // Between two holders there is none.
    return this.at(Math.max(0, run.indexOf(true)));
  }

  async #untilTakenOver(windows: readonly HostPage[]): Promise<void> {
    const began = Date.now();
    await expect
      .poll(async () => (await Promise.all(windows.map(runsHere))).some(Boolean), {
        timeout: takeoverMs,
        intervals: [50],
        message: 'another window runs the jobs',
      })
      .toBe(true);
    this.#ledger.takeoversMs.push(Date.now() - began);
  }
}

/**
 * A process that is stopped in the middle of a transaction keeps the database from everybody, until the browser ends
 * the transaction a minute later: nobody can take over before that, and nobody needs to.
 */
function unlessDatabaseIsHeld([other]: readonly HostPage[]): (error: unknown) => Promise<void> {
  return async (error) => {
    const isHeld = await other?.page.evaluate(async () => {
      const [found] = await indexedDB.databases();
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(found?.name ?? '');
        request.onsuccess = () => resolve(request.result);
      });
      const answered = new Promise<boolean>((resolve) => {
        const request = db.transaction(['jobs', 'meta'], 'readwrite').objectStore('meta').count();
        request.onsuccess = () => resolve(false);
      });
      return Promise.race([answered, new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 2_000))]);
    });
    if (!isHeld) throw error;
  };
}

async function runsHere({page}: HostPage): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        const stop = window.app?.stateEvent(({runsHere: runs}) => {
          queueMicrotask(() => stop?.());
          resolve(runs);
        });
      }),
  );
}
