import type {Target} from './slides.ts';

/** What `renderer.js` puts into the page as `carryonRenderer`. */
export interface Renderer {
  /** Opens a `.pptx`. @throws Error when it is none, or has no slides. */
  open(bytes: ArrayBuffer): Promise<DrawnDeck>;
}

/** An opened deck. Hidden slides are left out. */
export interface DrawnDeck {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  title(index: number): string | undefined;
  notes(index: number): string | undefined;
  text(index: number): string;
  draw(index: number, go: (target: Target) => void): Drawing;
}

export interface Drawing {
  /** In the deck's own size. */
  readonly element: HTMLElement;
  /** Settles when pictures in it are there. */
  readonly ready: Promise<void>;
  dispose(): void;
}
