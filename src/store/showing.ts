import type {StoreClock} from './page-clock.ts';

const jobsInPart = 500;

/** Tells the app that added jobs are on screen, once they are (SPEC A2); some hundreds a frame. */
export class Showing {
  readonly #clock: StoreClock;
  readonly #ready: (uuids: readonly string[]) => Promise<void>;
  readonly #unshown = new Set<string>();
  #afterShown: (() => void) | undefined;
  #telling = false;

  constructor(clock: StoreClock, ready: (uuids: readonly string[]) => Promise<void>) {
    this.#clock = clock;
    this.#ready = ready;
  }

  /** A job in state `added` is part of the list from now on. */
  add(uuid: string): void {
    this.#unshown.add(uuid);
  }

  /** @param callback Called once, when the list has been on screen. */
  afterShown(callback: () => void): void {
    this.#afterShown = callback;
  }

  /** The list has its rows: with the frame after the next one they have been seen. */
  shown(): void {
    if (this.#telling || (this.#unshown.size === 0 && !this.#afterShown)) return;
    this.#telling = true;
    this.#clock.frame(() => this.#clock.frame(() => this.#tell()));
  }

  clear(): void {
    this.#unshown.clear();
    this.#afterShown = undefined;
  }

  #tell(): void {
    this.#telling = false;
    const callback = this.#afterShown;
    this.#afterShown = undefined;
    callback?.();
    const part = [...this.#unshown].slice(0, jobsInPart);
    if (part.length === 0) return;
    for (const uuid of part) this.#unshown.delete(uuid);
    // What is refused now stays `added`; the next start of the queue releases it.
    void this.#ready(part).catch(() => undefined);
    this.shown();
  }
}
