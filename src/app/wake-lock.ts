/**
 * Keeps the screen on, and so the device awake, while it is wanted and this window is seen. A hidden window loses the lock
 * and takes it again when it is back. Does nothing where the browser has none.
 */
export class WakeLock {
  #isWanted = false;
  #lock: Promise<WakeLockSentinel | undefined> | undefined;

  set(isWanted: boolean): void {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    if (isWanted) {
      document.addEventListener('visibilitychange', this.#take);
      this.#take();
    } else {
      document.removeEventListener('visibilitychange', this.#take);
      void this.#lock?.then((lock) => lock?.release());
      this.#lock = undefined;
    }
  }

  readonly #take = () => {
    if (document.visibilityState !== 'visible') return;
    // Refused on a low battery, say: then the device sleeps when it likes.
    this.#lock = navigator.wakeLock?.request('screen').catch(() => undefined);
  };
}
