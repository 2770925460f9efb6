import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Space} from './space-meter.ts';

/** How often the space is looked at while the page is in sight. */
const everyMs = 10_000;

/** The space that this site uses and may use on this device, as the browser estimates it. */
export class SpaceController implements ReactiveController {
  space: Space | undefined;
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
    if (document.hidden || !('storage' in navigator)) return;
    const {usage, quota} = await navigator.storage.estimate();
    if (usage === undefined || quota === undefined) return;
    if (usage === this.space?.usedBytes && quota === this.space.quotaBytes) return;
    this.space = {usedBytes: usage, quotaBytes: quota};
    this.#host.requestUpdate();
  }
}
