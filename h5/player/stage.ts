import type {Slides} from './slides.ts';
import type {Texts} from './texts.ts';

/** A slide's frame, and whether it could be drawn. */
interface Framed {
  readonly frame: HTMLElement;
  readonly drawn: Promise<boolean>;
}

/** Shows one slide as large as it fits, with those beside it ready, unseen. */
export class Stage {
  readonly #element: HTMLElement;
  readonly #slides: Slides;
  readonly #texts: Texts;
  readonly #frames = new Map<number, Framed>();
  #index = 0;
  #scale = 1;

  constructor(element: HTMLElement, slides: Slides, texts: Texts) {
    this.#element = element;
    this.#slides = slides;
    this.#texts = texts;
    new ResizeObserver(() => this.#fit()).observe(element);
    this.#fit();
  }

  /** Resolves when it is seen, or another one has been asked for. @returns The slide, if it is the one that is seen. */
  async show(index: number): Promise<HTMLElement | undefined> {
    this.#index = index;
    const {frame, drawn} = this.#framed(index);
    const isDrawn = await drawn;
    if (index !== this.#index) return undefined;
    if (!isDrawn) frame.replaceChildren(this.#sorry());
    for (const [at, {frame: other}] of this.#frames) other.classList.toggle('shown', at === index);
    this.#forgetFar();
    if (index + 1 < this.#slides.count) this.#framed(index + 1);
    return frame;
  }

  #framed(index: number): Framed {
    const known = this.#frames.get(index);
    if (known) return known;
    const frame = document.createElement('section');
    frame.className = 'frame scaled';
    frame.setAttribute('aria-roledescription', this.#texts.slide);
    frame.ariaLabel = this.#texts.slideOf(index + 1, this.#slides.count, this.#slides.title(index));
    this.#element.append(frame);
    const drawn = this.#slides.draw(index, frame, 'stage', this.#scale * devicePixelRatio).then(
      () => true,
      () => false,
    );
    const framed = {frame, drawn};
    this.#frames.set(index, framed);
    return framed;
  }

  #forgetFar(): void {
    for (const [index, {frame}] of this.#frames) {
      if (Math.abs(index - this.#index) <= 1) continue;
      this.#frames.delete(index);
      this.#slides.clear(frame);
      frame.remove();
    }
  }

  #sorry(): HTMLElement {
    const element = document.createElement('div');
    element.className = 'slide sorry';
    element.append(this.#texts.slideMissing);
    return element;
  }

  #fit(): void {
    const {width, height} = this.#slides;
    const style = getComputedStyle(this.#element);
    const room = (size: number, before: string, after: string) => size - parseFloat(before) - parseFloat(after);
    const wide = room(this.#element.clientWidth, style.paddingLeft, style.paddingRight) / width;
    const high = room(this.#element.clientHeight, style.paddingTop, style.paddingBottom) / height;
    this.#scale = Math.max(0.05, Math.min(wide, high));
    this.#element.style.setProperty('--scale', `${this.#scale}`);
  }
}
