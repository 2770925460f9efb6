/** Of Background Sync and Periodic Background Sync: not in TypeScript's library, and in Chromium only. */
interface Registration extends ServiceWorkerRegistration {
  readonly sync?: {register(tag: string): Promise<void>};
  readonly periodicSync?: {register(tag: string, options: {readonly minInterval: number}): Promise<void>};
}

/** Said by a window that is going: the service worker carries the jobs on once they are free. */
export interface CarryOn {
  readonly type: 'CARRY_ON';
  /** Names the app ({@link appOf}). */
  readonly tag: string;
}

const prefix = 'carryon:';
const tagOf = (name: string) => prefix + name;

/** The app that a tag of ours names; `undefined` for others. */
export function appOf(tag: string): string | undefined {
  return tag.startsWith(prefix) && tag !== prefix ? tag.slice(prefix.length) : undefined;
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
    this.#tag = tagOf(name);
  }

  /** Work has come: the browser is to wake the service worker for it when there is a network. */
  async register(): Promise<void> {
    if (performance.now() - this.#registeredAt >= registerEveryMs) await this.#register();
  }

  /** This window may go at any moment: the service worker takes over when its engine has let go. */
  async standBy(): Promise<void> {
    const message: CarryOn = {type: 'CARRY_ON', tag: this.#tag};
    navigator.serviceWorker?.controller?.postMessage(message);
    await this.#register();
  }

  async #register(): Promise<void> {
    this.#registeredAt = performance.now();
    const registration = (await navigator.serviceWorker?.getRegistration()) as Registration | undefined;
    // Refused, or not there: then the next window goes on.
    await registration?.sync?.register(this.#tag).catch(() => undefined);
    await registration?.periodicSync?.register(this.#tag, {minInterval: periodMs}).catch(() => undefined);
  }
}
