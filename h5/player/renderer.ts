import {
  buildPresentation,
  buildTextIndex,
  materializeSlideNodes,
  parseZipLazyMedia,
  RECOMMENDED_ZIP_LIMITS,
  renderSlide,
  type PresentationData,
  type SlideData,
  type TextIndexEntry,
} from '@aiden0z/pptx-renderer';
import {readNotes} from './read-notes.ts';
import type {DrawnDeck, Drawing, Renderer} from './renderer-api.ts';
import type {Target} from './slides.ts';

const titleTypes = new Set(['title', 'ctrTitle']);

class OpenedDeck implements DrawnDeck {
  readonly #presentation: PresentationData;
  /** Those that are shown. */
  readonly #slides: readonly SlideData[];
  readonly #notes: ReadonlyMap<string, string>;
  readonly #mediaUrlCache = new Map<string, string>();
  #texts: readonly TextIndexEntry[] | undefined;

  constructor(presentation: PresentationData, notes: ReadonlyMap<string, string>) {
    this.#presentation = presentation;
    this.#notes = notes;
    this.#slides = presentation.slides.filter(({hidden}) => !hidden);
    if (this.#slides.length === 0) throw new Error('There are no slides.');
  }

  get width() {
    return this.#presentation.width;
  }

  get height() {
    return this.#presentation.height;
  }

  get count() {
    return this.#slides.length;
  }

  title(index: number) {
    const slide = this.#slide(index);
    materializeSlideNodes(this.#presentation, slide);
    const node = slide.nodes.find(({placeholder}) => titleTypes.has(placeholder?.type ?? ''));
    const body = node && 'textBody' in node ? node.textBody : undefined;
    const words = body?.paragraphs.map(({runs}) => runs.map(({text}) => text).join('')).join(' ');
    return words?.replace(/\s+/g, ' ').trim() || undefined;
  }

  notes(index: number) {
    const rel = [...this.#slide(index).rels.values()].find(({type}) => type.endsWith('/notesSlide'));
    return this.#notes.get(rel?.target.split('/').at(-1) ?? '');
  }

  text(index: number) {
    const {index: at} = this.#slide(index);
    this.#texts ??= buildTextIndex(this.#presentation);
    return this.#texts.flatMap(({slideIndex, text}) => (slideIndex === at ? [text] : [])).join('\n');
  }

  draw(index: number, go: (target: Target) => void): Drawing {
    return renderSlide(this.#presentation, this.#slide(index), {
      mediaUrlCache: this.#mediaUrlCache,
      pdfjs: false,
      onNavigate: ({slideIndex, url}) => {
        const slide = this.#slides.findIndex(({index: at}) => at === slideIndex);
        if (slide >= 0) go({slide});
        else if (url !== undefined) go({href: url});
      },
    });
  }

  #slide(index: number): SlideData {
    const slide = this.#slides[index];
    if (!slide) throw new RangeError(`There is no slide ${index}.`);
    return slide;
  }
}

const renderer: Renderer = {
  async open(bytes) {
    const files = await parseZipLazyMedia(bytes, RECOMMENDED_ZIP_LIMITS);
    return new OpenedDeck(buildPresentation(files, {lazySlides: true}), await readNotes(bytes));
  },
};

Object.assign(globalThis, {carryonRenderer: renderer});
