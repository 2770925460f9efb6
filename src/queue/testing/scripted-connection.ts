import type {Connection} from '../ports.ts';
import {drain} from './manual-clock.ts';

/** The kind of network a device is on, as told. */
export class ScriptedConnection implements Connection {
  isMobile = false;
  readonly #listeners = new Set<() => void>();

  listen(onChange: () => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  async change(isMobile: boolean): Promise<void> {
    this.isMobile = isMobile;
    for (const listener of this.#listeners) listener();
    await drain();
  }
}
