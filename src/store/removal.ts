import type {StoreClock} from './page-clock.ts';

const undoForMs = 8_000;

/** Rows that are off the list, while Undo can still bring them back. More removals join it, and begin the time anew. */
export class Removal {
  readonly #clock: StoreClock;
  readonly #commit: (uuids: readonly string[]) => void;
  #uuids: readonly string[] = [];
  #stopTimer: (() => void) | undefined;
  #held = false;

  /** @param commit Removes them for good. */
  constructor(clock: StoreClock, commit: (uuids: readonly string[]) => void) {
    this.#clock = clock;
    this.#commit = commit;
  }

  get count(): number {
    return this.#uuids.length;
  }

  add(uuids: readonly string[]): void {
    this.#uuids = [...this.#uuids, ...uuids];
    this.#restart();
  }

  /** The pointer or the focus is on Undo: time stands still. */
  hold(held: boolean): void {
    this.#held = held;
    if (this.count > 0) this.#restart();
  }

  /** @returns The rows to show again. */
  undo(): readonly string[] {
    return this.#take();
  }

  /** Ends the time for second thoughts. */
  finish(): void {
    const uuids = this.#take();
    if (uuids.length > 0) this.#commit(uuids);
  }

  #restart(): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#held ? undefined : this.#clock.after(undoForMs, () => this.finish());
  }

  #take(): readonly string[] {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#held = false;
    const uuids = this.#uuids;
    this.#uuids = [];
    return uuids;
  }
}
