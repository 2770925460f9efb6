import type {LitElement, ReactiveController} from 'lit';

/** Which part of a tall element is seen, in px from its top; the window scrolls. */
export class ListScroll implements ReactiveController {
  readonly #host: LitElement;
  readonly #moved: (jumpedPx: number) => void;
  from = 0;
  to = 0;

  /** @param moved Called when another part is seen. */
  constructor(host: LitElement, moved: (jumpedPx: number) => void) {
    this.#host = host;
    this.#moved = moved;
    host.addController(this);
  }

  hostConnected() {
    window.addEventListener('scroll', this.#look, {passive: true});
    window.addEventListener('resize', this.#look, {passive: true});
    this.measure();
  }

  hostDisconnected() {
    window.removeEventListener('scroll', this.#look);
    window.removeEventListener('resize', this.#look);
  }

  /** Reads anew what is seen. */
  measure(): void {
    const {top} = this.#host.getBoundingClientRect();
    this.from = -top;
    this.to = window.innerHeight - top;
  }

  /** Scrolls so that what lay at one height keeps its place on screen when it lies at another. */
  follow(px: number): void {
    if (Math.abs(px) < 0.5 || this.from <= 0) return;
    window.scrollBy({top: px, behavior: 'instant'});
    this.measure();
  }

  /** Brings a row into view, below the sticky head and above what floats at the bottom. */
  reveal(top: number, height: number, clear: {readonly above: number; readonly below: number}): void {
    this.measure();
    const upper = this.from + clear.above;
    const lower = this.to - clear.below;
    const by = top < upper ? top - upper : top + height > lower ? top + height - lower : 0;
    if (by === 0) return;
    window.scrollBy({top: by, behavior: 'instant'});
    this.measure();
  }

  readonly #look = () => {
    const before = this.from;
    this.measure();
    if (this.from !== before) this.#moved(Math.abs(this.from - before));
    else this.#moved(0);
  };
}
