/** Of Background Sync and Periodic Background Sync: not in TypeScript's library, and in Chromium only. */
interface Registration extends ServiceWorkerRegistration {
  readonly sync?: {register(tag: string): Promise<void>};
  readonly periodicSync?: {register(tag: string, options: {readonly minInterval: number}): Promise<void>};
}

/** Browsers wake an installed app at most once or twice a day; they take this for a wish. */
const periodMs = 12 * 60 * 60 * 1000;
/** Ten thousand files come in many messages; one registration serves them all. */
const registerEveryMs = 10_000;

/** Has the service worker carry the jobs on when no window is there (SPEC X2), as far as this browser can. */
export class WakeUp {
  readonly #tag: string;
  #registeredAt = -Infinity;

  /** @param name Of the app. */
  constructor(name: string) {
    this.#tag = `carryon:${name}`;
  }

  /** Work has come: the browser is to wake the service worker for it when there is a network. */
  async register(): Promise<void> {
    if (performance.now() - this.#registeredAt < registerEveryMs) return;
    this.#registeredAt = performance.now();
    const registration = (await navigator.serviceWorker?.getRegistration()) as Registration | undefined;
    // Refused, or not there: then the next window goes on.
    await registration?.sync?.register(this.#tag).catch(() => undefined);
    await registration?.periodicSync?.register(this.#tag, {minInterval: periodMs}).catch(() => undefined);
  }

  /** This window may go at any moment: the service worker takes over when its engine has let go. */
  async standBy(): Promise<void> {
    navigator.serviceWorker?.controller?.postMessage({type: 'CARRY_ON', tag: this.#tag});
    this.#registeredAt = -Infinity;
    await this.register();
  }
}
