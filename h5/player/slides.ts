/** The slides of a deck, whatever they are drawn from. Indexes begin at 0. */
export interface Slides {
  /** Of a slide, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly count: number;
  title(index: number): string | undefined;
  notes(index: number): string | undefined;
  /** Its text, for searching; lines are apart by `\n`. */
  text(index: number): string;
  /**
   * Draws a slide in its own size. `stage`: with text to select, links and media; else the picture alone.
   *
   * @param place In the page, and laid out: what is drawn measures itself. Filled when this resolves.
   * @param scale How many screen pixels a pixel of the slide has.
   */
  draw(index: number, place: HTMLElement, use: 'stage' | 'picture', scale: number): Promise<void>;
  /** Empties a place, and frees what was drawn there. */
  clear(place: HTMLElement): void;
}

/** Where something in a slide leads: to another slide, or out. */
export type Target = {readonly slide: number} | {readonly href: string};

/** Something that is no link in the page, but leads somewhere, was chosen. */
export class GoEvent extends Event {
  static readonly type = 'slide-go';
  readonly goal: Target;

  constructor(target: Target) {
    super(GoEvent.type, {bubbles: true});
    this.goal = target;
  }
}
