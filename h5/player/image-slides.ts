import type {Box, Deck, Link, Media, Slide} from '../deck.ts';
import type {Resources} from './resources.ts';
import type {Slides} from './slides.ts';
import {textLayer} from './text-layer.ts';
import type {Texts} from './texts.ts';

/** From this many screen pixels to a slide's pixel on, the larger picture is taken. */
const sharpFrom = 1.1;
/** Of links out of a deck. */
export const allowedLink = /^(?:https?|mailto):/i;

/** Slides that are pictures, with what lies over them. */
export class ImageSlides implements Slides {
  readonly width: number;
  readonly height: number;
  readonly #slides: readonly Slide[];
  readonly #resources: Resources;
  readonly #texts: Texts;

  constructor({width, height, slides}: Deck, resources: Resources, texts: Texts) {
    this.width = width;
    this.height = height;
    this.#slides = slides;
    this.#resources = resources;
    this.#texts = texts;
  }

  get count() {
    return this.#slides.length;
  }

  title(index: number) {
    return this.#slides[index]?.title;
  }

  notes(index: number) {
    return this.#slides[index]?.notes;
  }

  text(index: number) {
    return (this.#slides[index]?.text ?? []).map(({text}) => text).join('\n');
  }

  async draw(index: number, place: HTMLElement, use: 'stage' | 'picture', scale: number): Promise<void> {
    const slide = this.#slides[index];
    if (!slide) throw new RangeError(`There is no slide ${index}.`);
    const element = document.createElement('div');
    element.className = 'slide';
    const image = document.createElement('img');
    image.src = await this.#resources.url(scale > sharpFrom ? slide.image.x2 : slide.image.x1);
    // The text layer says what is to be seen.
    image.alt = '';
    image.draggable = false;
    // Decoded, it holds some megabytes: a picture among many is decoded when it is painted.
    await (use === 'stage' ? image.decode() : loaded(image));
    element.append(image);
    if (use === 'stage') {
      element.append(textLayer(slide.text));
      element.append(...slide.links.flatMap((link) => this.#link(link, slide)));
      element.append(...slide.media.map((media) => this.#media(media)));
    }
    place.replaceChildren(element);
  }

  clear(place: HTMLElement) {
    place.replaceChildren();
  }

  #link(link: Link, slide: Slide): readonly HTMLElement[] {
    const anchor = document.createElement('a');
    lay(anchor, link);
    if ('slide' in link) {
      if (link.slide < 0 || link.slide >= this.count) return [];
      anchor.href = `#/${link.slide + 1}`;
      anchor.ariaLabel = this.#texts.jumpTo(link.slide + 1);
      return [anchor];
    }
    if (!allowedLink.test(link.href)) return [];
    anchor.href = link.href;
    anchor.target = '_blank';
    anchor.rel = 'noopener noreferrer';
    anchor.title = link.href;
    anchor.ariaLabel = textUnder(link, slide) || link.href;
    return [anchor];
  }

  #media({kind, path, type, ...box}: Media): HTMLElement {
    const element = document.createElement(kind);
    lay(element, box);
    element.controls = true;
    element.preload = 'metadata';
    if (element instanceof HTMLVideoElement) element.playsInline = true;
    const source = document.createElement('source');
    source.type = type;
    element.append(source);
    void this.#resources.url(path).then(
      (url) => {
        source.src = url;
        element.load();
      },
      () => element.remove(),
    );
    return element;
  }
}

/** @param image Has just been given its address. @throws Event `error`. */
async function loaded(image: HTMLImageElement): Promise<void> {
  await new Promise((resolve, reject) => {
    image.addEventListener('load', resolve, {once: true});
    image.addEventListener('error', reject, {once: true});
  });
}

function lay(element: HTMLElement, {x, y, width, height}: Box): void {
  Object.assign(element.style, {left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px`});
}

function textUnder(box: Box, {text}: Slide): string {
  const isUnder = (line: Box) => {
    const [x, y] = [line.x + line.width / 2, line.y + line.height / 2];
    return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
  };
  return text
    .filter(isUnder)
    .map((line) => line.text)
    .join(' ');
}
