import {byId} from './elements.ts';
import type {Slides} from './slides.ts';

/** Prints all slides, one a page, as large as the paper. */
export class Paper {
  readonly #element = byId('paper', HTMLElement);
  readonly #style = document.head.appendChild(document.createElement('style'));
  readonly #slides: Slides;

  constructor(slides: Slides) {
    this.#slides = slides;
    addEventListener('afterprint', () => this.#clear());
  }

  async print(): Promise<void> {
    const {width, height, count} = this.#slides;
    this.#style.textContent = `@page {size: ${width}px ${height}px; margin: 0}`;
    const sheets = Array.from({length: count}, () => {
      const sheet = document.createElement('div');
      sheet.className = 'sheet';
      return sheet;
    });
    this.#element.replaceChildren(...sheets);
    // A slide that cannot be drawn leaves its page empty: the numbers stay right.
    await Promise.allSettled(sheets.map((sheet, index) => this.#slides.draw(index, sheet, 'picture', 2)));
    document.body.classList.add('printing');
    print();
  }

  #clear(): void {
    document.body.classList.remove('printing');
    for (const sheet of this.#element.querySelectorAll<HTMLElement>('.sheet')) this.#slides.clear(sheet);
    this.#element.replaceChildren();
    this.#style.textContent = '';
  }
}
