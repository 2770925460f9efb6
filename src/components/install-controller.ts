import type {ReactiveController, ReactiveControllerHost} from 'lit';

/** Chromium's offer to install the page. */
interface InstallOffer extends Event {
  prompt(): Promise<{readonly outcome: 'accepted' | 'dismissed'}>;
}

const restMs = 30 * 24 * 3_600_000;
const key = 'carryon.install';

/** What is remembered of the offer: visits, and how often it was put off. */
interface Memory {
  readonly visits: number;
  readonly putOff: number;
  readonly putOffAt: number;
}

/**
 * Holds the browser's offer to install until it makes sense: on a second visit. "Later" rests it for 30 days, twice
 * ends it.
 */
export class InstallController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  #offer: InstallOffer | undefined;
  readonly #offered = (event: Event) => {
    event.preventDefault();
    this.#offer = event as InstallOffer;
    this.#host.requestUpdate();
  };
  readonly #installed = () => {
    this.#offer = undefined;
    this.#host.requestUpdate();
  };

  constructor(host: ReactiveControllerHost, storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#host = host;
    this.#storage = storage;
    host.addController(this);
  }

  get ready(): boolean {
    const {visits, putOff, putOffAt} = this.#memory();
    return this.#offer !== undefined && visits > 1 && putOff < 2 && Date.now() - putOffAt > restMs;
  }

  hostConnected() {
    window.addEventListener('beforeinstallprompt', this.#offered);
    window.addEventListener('appinstalled', this.#installed);
    const memory = this.#memory();
    this.#remember({...memory, visits: memory.visits + 1});
  }

  hostDisconnected() {
    window.removeEventListener('beforeinstallprompt', this.#offered);
    window.removeEventListener('appinstalled', this.#installed);
  }

  async install() {
    const offer = this.#offer;
    this.#installed();
    await offer?.prompt();
  }

  later() {
    const memory = this.#memory();
    this.#remember({...memory, putOff: memory.putOff + 1, putOffAt: Date.now()});
    this.#host.requestUpdate();
  }

  #memory(): Memory {
    const empty: Memory = {visits: 0, putOff: 0, putOffAt: 0};
    try {
      return {...empty, ...(JSON.parse(this.#storage.getItem(key) ?? '{}') as Partial<Memory>)};
    } catch {
      return empty;
    }
  }

  #remember(memory: Memory) {
    this.#storage.setItem(key, JSON.stringify(memory));
  }
}
