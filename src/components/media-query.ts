import type {ReactiveController, ReactiveControllerHost} from 'lit';

/** Whether a media query holds; its component draws itself again when that changes. */
export class MediaQuery implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #list: MediaQueryList;
  readonly #changed = () => this.#host.requestUpdate();

  constructor(host: ReactiveControllerHost, query: string) {
    this.#host = host;
    this.#list = matchMedia(query);
    host.addController(this);
  }

  get matches(): boolean {
    return this.#list.matches;
  }

  hostConnected() {
    this.#list.addEventListener('change', this.#changed);
  }

  hostDisconnected() {
    this.#list.removeEventListener('change', this.#changed);
  }
}

/** The widest page that is laid out for a phone. */
export const phoneQuery = '(max-width: 720px)';
