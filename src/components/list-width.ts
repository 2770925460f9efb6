import type {ReactiveController, ReactiveControllerHost} from 'lit';

/** The width of an element inside its host, in px; 0 before it is known. */
export class WidthController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #element: () => Element | null;
  readonly #observer: ResizeObserver;
  #observed: Element | undefined;
  px = 0;

  constructor(host: ReactiveControllerHost, element: () => Element | null) {
    this.#host = host;
    this.#element = element;
    this.#observer = new ResizeObserver(([entry]) => {
      const px = entry?.contentRect.width ?? 0;
      if (px === this.px) return;
      this.px = px;
      this.#host.requestUpdate();
    });
    host.addController(this);
  }

  hostUpdated() {
    const element = this.#element() ?? undefined;
    if (element === this.#observed) return;
    this.#observer.disconnect();
    this.#observed = element;
    if (element) this.#observer.observe(element);
  }

  hostDisconnected() {
    this.#observer.disconnect();
    this.#observed = undefined;
  }
}
