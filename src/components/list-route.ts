import type {ReactiveController, ReactiveControllerHost} from 'lit';

const path = /^#\/job\/([^/]+)$/;

/** Which job's details are open, as the address says it: `#/job/{uuid}`. The browser's back button closes them. */
export class JobRoute implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  uuid: string | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {
    window.addEventListener('hashchange', this.#read);
    window.addEventListener('popstate', this.#read);
    this.#read();
  }

  hostDisconnected() {
    window.removeEventListener('hashchange', this.#read);
    window.removeEventListener('popstate', this.#read);
  }

  open(uuid: string): void {
    const hash = `#/job/${encodeURIComponent(uuid)}`;
    if (this.uuid === undefined) history.pushState({carryonDetails: true}, '', hash);
    else history.replaceState(history.state, '', hash);
    this.#read();
  }

  close(): void {
    if (this.uuid === undefined) return;
    const state: unknown = history.state;
    // Opened from the list: one step back. Come to by a link: there is nothing of ours behind it.
    if (typeof state === 'object' && state !== null && 'carryonDetails' in state) history.back();
    else {
      history.replaceState(null, '', location.pathname + location.search);
      this.#read();
    }
  }

  readonly #read = () => {
    const found = path.exec(location.hash)?.[1];
    const uuid = found === undefined ? undefined : decodeURIComponent(found);
    if (uuid === this.uuid) return;
    this.uuid = uuid;
    this.#host.requestUpdate();
  };
}
