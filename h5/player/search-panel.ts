import {byId} from './elements.ts';
import {find, type Hit, patternOf} from './find.ts';
import type {Slides} from './slides.ts';
import type {Texts} from './texts.ts';

/** Looks for words in all slides, and lists where they are. */
export class SearchPanel {
  readonly #panel = byId('search', HTMLElement);
  readonly #query = byId('query', HTMLInputElement);
  readonly #found = byId('found', HTMLElement);
  readonly #list = byId('hits', HTMLOListElement);
  readonly #slides: Slides;
  readonly #texts: Texts;
  /** Called with what is looked for, and the slide of a hit that was chosen. */
  readonly #look: (pattern: RegExp | undefined, slide: number | undefined) => void;
  #hits: readonly Hit[] = [];
  #at = -1;

  constructor(slides: Slides, texts: Texts, look: (pattern: RegExp | undefined, slide: number | undefined) => void) {
    this.#slides = slides;
    this.#texts = texts;
    this.#look = look;
    this.#query.addEventListener('input', () => this.#search());
    this.#query.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || this.#hits.length === 0) return;
      event.preventDefault();
      this.#choose((this.#at + (event.shiftKey ? -1 : 1) + this.#hits.length) % this.#hits.length);
    });
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  open(): void {
    this.#panel.hidden = false;
    this.#query.focus();
    this.#query.select();
    this.#search();
  }

  close(): void {
    this.#panel.hidden = true;
    this.#look(undefined, undefined);
  }

  #search(): void {
    const pattern = patternOf(this.#query.value);
    this.#at = -1;
    this.#hits = pattern ? find(pattern, this.#allTexts()) : [];
    this.#found.textContent = pattern ? this.#texts.found(this.#hits.length) : '';
    this.#list.replaceChildren(...this.#hits.map((hit, index) => this.#row(hit, index)));
    this.#look(pattern, undefined);
  }

  *#allTexts(): Generator<string> {
    for (let index = 0; index < this.#slides.count; index += 1) yield this.#slides.text(index);
  }

  #row({slide, before, match, after}: Hit, index: number): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    const number = document.createElement('span');
    number.className = 'number';
    number.append(`${slide + 1}`);
    const words = document.createElement('span');
    const marked = document.createElement('mark');
    marked.append(match);
    words.append(before, marked, after);
    button.append(number, words);
    button.addEventListener('click', () => {
      this.#choose(index);
      // There the panel covers the slide.
      if (matchMedia('(max-width: 719px)').matches) this.#panel.hidden = true;
    });
    const row = document.createElement('li');
    row.append(button);
    return row;
  }

  #choose(index: number): void {
    const hit = this.#hits[index];
    if (!hit) return;
    this.#at = index;
    for (const [at, row] of [...this.#list.children].entries()) {
      const button = row.firstElementChild;
      if (button) button.ariaCurrent = at === index ? 'true' : null;
      if (at === index) row.scrollIntoView({block: 'nearest'});
    }
    this.#look(patternOf(this.#query.value), hit.slide);
  }
}
