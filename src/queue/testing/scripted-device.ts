import type {Connection, Power} from '../ports.ts';
import {drain} from './manual-clock.ts';

/** What a device says of its network and its battery, as told. */
export class ScriptedDevice implements Connection, Power {
  isMobile = false;
  savesData = false;
  isLow = false;
  readonly #listeners = new Set<() => void>();

  listen(onChange: () => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  async change(change: {isMobile?: boolean; savesData?: boolean; isLow?: boolean}): Promise<void> {
    Object.assign(this, change);
    for (const listener of this.#listeners) listener();
    await drain();
  }
}
