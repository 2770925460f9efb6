import type {Slides} from './slides.ts';

/** How far out of sight a slide is drawn, and kept. */
const aheadPx = 400;

/** All slides, small, to choose one from. Only those in sight, or near it, are drawn. */
export class Gallery {
  readonly #list = document.createElement('ol');
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #slides: Slides;
  readonly #inSight = new Set<number>();

  constructor(place: HTMLElement, slides: Slides, choose: (index: number) => void) {
    this.#slides = slides;
    this.#buttons = Array.from({length: slides.count}, (_, index) => this.#button(index, choose));
    for (const button of this.#buttons) {
      const item = document.createElement('li');
      item.append(button);
      this.#list.append(item);
    }
    this.#list.className = 'gallery';
    place.append(this.#list);
    const watch = new IntersectionObserver((entries) => this.#seen(entries), {root: place, rootMargin: `${aheadPx}px`});
    for (const button of this.#buttons) watch.observe(button);
    new ResizeObserver(() => this.#fit()).observe(this.#list);
  }

  /** Marks the slide that is shown, and brings it into sight. */
  mark(index: number): void {
    for (const [at, button] of this.#buttons.entries()) {
      button.ariaCurrent = at === index ? 'true' : null;
      button.tabIndex = at === index ? 0 : -1;
    }
    this.#buttons[index]?.scrollIntoView({block: 'nearest'});
  }

  focus(index: number): void {
    this.#buttons[index]?.focus();
  }

  #button(index: number, choose: (index: number) => void): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    const number = document.createElement('span');
    number.className = 'number';
    number.append(`${index + 1}`);
    const picture = document.createElement('span');
    picture.className = 'picture scaled';
    picture.ariaHidden = 'true';
    picture.style.aspectRatio = `${this.#slides.width} / ${this.#slides.height}`;
    const title = document.createElement('span');
    title.className = 'title';
    button.append(number, picture, title);
    button.addEventListener('click', () => choose(index));
    return button;
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    for (const {isIntersecting, target} of entries) {
      const index = this.#buttons.findIndex((button) => button === target);
      if (isIntersecting) void this.#draw(index);
      else this.#clear(index);
    }
  }

  async #draw(index: number): Promise<void> {
    const picture = this.#pictureOf(index);
    if (!picture || this.#inSight.has(index)) return;
    this.#inSight.add(index);
    await this.#slides.draw(index, picture, 'picture', 0).catch(() => picture.classList.add('missing'));
    if (!this.#inSight.has(index)) this.#slides.clear(picture);
    this.#name(index);
  }

  #clear(index: number): void {
    const picture = this.#pictureOf(index);
    if (this.#inSight.delete(index) && picture) this.#slides.clear(picture);
  }

  #name(index: number): void {
    const title = this.#buttons[index]?.querySelector('.title');
    if (title) title.textContent = this.#slides.title(index) ?? '';
  }

  #pictureOf(index: number): HTMLElement | null | undefined {
    return this.#buttons[index]?.querySelector('.picture');
  }

  #fit(): void {
    const width = this.#pictureOf(0)?.clientWidth ?? 0;
    if (width > 0) this.#list.style.setProperty('--scale', `${width / this.#slides.width}`);
  }

  /** Moves the focus by what is seen, for a gallery with several columns. @returns Whether the key was for that. */
  move(key: string): boolean {
    const at = this.#buttons.findIndex((button) => button === document.activeElement);
    if (at < 0) return false;
    const top = this.#buttons[0]?.offsetTop;
    const columns = Math.max(1, this.#buttons.filter((button) => button.offsetTop === top).length);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      Home: -at,
      End: this.#buttons.length - 1 - at,
    };
    const step = steps[key];
    if (step === undefined) return false;
    this.focus(Math.max(0, Math.min(this.#buttons.length - 1, at + step)));
    return true;
  }
}
