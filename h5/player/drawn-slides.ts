import type {EmbeddedDeck} from '../deck.ts';
import type {DrawnDeck, Drawing, Renderer} from './renderer-api.ts';
import type {Resources} from './resources.ts';
import {GoEvent, type Slides} from './slides.ts';

declare global {
  /** Put there by `renderer.js`. */
  var carryonRenderer: Renderer | undefined;
  /** What the script that holds a deck calls with it. */
  var carryonDeck: ((base64: string) => void) | undefined;
}

/** Slides that are drawn here, out of the `.pptx` itself. */
export class DrawnSlides implements Slides {
  readonly #deck: DrawnDeck;
  readonly #drawings = new WeakMap<HTMLElement, Drawing>();

  /** @throws Error when the deck cannot be opened. */
  static async open(embedded: EmbeddedDeck, resources: Resources): Promise<DrawnSlides> {
    const [bytes] = await Promise.all([
      sourceOf(embedded.source, resources),
      resources.url(embedded.renderer).then(runScript),
    ]);
    const renderer = globalThis.carryonRenderer;
    if (!renderer) throw new Error('The renderer is not there.');
    return new DrawnSlides(await renderer.open(bytes));
  }

  private constructor(deck: DrawnDeck) {
    this.#deck = deck;
  }

  get width() {
    return this.#deck.width;
  }

  get height() {
    return this.#deck.height;
  }

  get count() {
    return this.#deck.count;
  }

  title(index: number) {
    return this.#deck.title(index);
  }

  notes(index: number) {
    return this.#deck.notes(index);
  }

  text(index: number) {
    return this.#deck.text(index);
  }

  async draw(index: number, place: HTMLElement, use: 'stage' | 'picture'): Promise<void> {
    this.clear(place);
    const element = document.createElement('div');
    element.className = 'slide drawn';
    element.inert = use === 'picture';
    place.append(element);
    const drawing = this.#deck.draw(index, (goal) => element.dispatchEvent(new GoEvent(goal)));
    this.#drawings.set(element, drawing);
    element.append(drawing.element);
    // A picture that never comes must not keep the rest from being seen.
    await Promise.race([drawing.ready.catch(() => undefined), nextFrame().then(nextFrame)]);
  }

  clear(place: HTMLElement) {
    for (const child of place.children) if (child instanceof HTMLElement) this.#drawings.get(child)?.dispose();
    place.replaceChildren();
  }
}

async function nextFrame(): Promise<void> {
  await new Promise(requestAnimationFrame);
}

/** The bytes of the `.pptx`: as they are, or out of a script, all that a page from `file://` may load. */
async function sourceOf(path: string, resources: Resources): Promise<ArrayBuffer> {
  if (!path.endsWith('.js')) return await resources.bytes(path);
  const url = await resources.url(path);
  let base64: string | undefined;
  globalThis.carryonDeck = (text) => (base64 = text);
  await runScript(url);
  if (base64 === undefined) throw new Error(`${path} holds no deck.`);
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes.buffer;
}

async function runScript(url: string): Promise<void> {
  const script = document.createElement('script');
  script.src = url;
  await new Promise<void>((resolve, reject) => {
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error(`${url} could not be loaded.`)));
    document.head.append(script);
  });
}
