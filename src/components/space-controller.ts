import type {ReactiveController, ReactiveControllerHost} from 'lit';
import {storageUse, type StorageUse} from '../storage-estimate.ts';

/** How often the space is looked at while the page is in sight. */
const everyMs = 10_000;

/** The space that this site uses and may use on this device, as the browser estimates it. */
export class SpaceController implements ReactiveController {
  space: StorageUse | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #look = () => void this.#estimate();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {
    this.#look();
    this.#timer = setInterval(this.#look, everyMs);
    document.addEventListener('visibilitychange', this.#look);
  }

  hostDisconnected() {
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#look);
  }

  async #estimate() {
    if (document.hidden) return;
    const use = await storageUse();
    if (!use || (use.usedBytes === this.space?.usedBytes && use.quotaBytes === this.space.quotaBytes)) return;
    this.space = use;
    this.#host.requestUpdate();
  }
}
