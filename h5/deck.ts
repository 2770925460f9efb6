/**
 * What a deck is, as its `index.html` holds it: the text of `<script type="application/json" id="carryon-deck">`. Paths
 * are those of the zip, with `/`, relative to its root.
 */
export interface Deck {
  readonly format: typeof deckFormat;
  readonly title: string;
  /** Of a slide, in CSS pixels (96 to the inch). Everything in a slide is measured in them, from its left upper corner. */
  readonly width: number;
  readonly height: number;
  /** In order, hidden ones left out. Empty for a deck that draws itself: the renderer finds them. */
  readonly slides: readonly Slide[];
  /** The deck itself is inside, and is drawn where it is shown. */
  readonly embedded?: EmbeddedDeck;
}

export const deckFormat = 1;
/** `<meta name="generator" content="…">` of every `index.html` of ours. */
export const deckGenerator = 'Carryon H5';

export interface Slide {
  readonly title?: string;
  /** Speaker's notes, as plain text. */
  readonly notes?: string;
  /** At one and two image pixels for each CSS pixel. */
  readonly image: {readonly x1: string; readonly x2: string};
  /** The text layer: lies over the image, unseen, to be selected, searched and read out. In reading order. */
  readonly text: readonly TextLine[];
  readonly links: readonly Link[];
  readonly media: readonly Media[];
}

/** A rectangle in a slide. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TextLine extends Box {
  readonly text: string;
}

/** `href`: http, https or mailto, and nothing else. `slide`: an index into `slides`. */
export type Link = Box & ({readonly href: string} | {readonly slide: number});

export interface Media extends Box {
  readonly kind: 'video' | 'audio';
  readonly path: string;
  /** A media type that browsers know, such as `video/mp4`. */
  readonly type: string;
}

/** Files of a deck that draws itself. `.js`, since a page opened from `file://` may load scripts and nothing else. */
export interface EmbeddedDeck {
  /** A script that hands over the `.pptx`: `carryonDeck("<base64>")`. */
  readonly source: string;
  /** The script of the renderer. */
  readonly renderer: string;
}
