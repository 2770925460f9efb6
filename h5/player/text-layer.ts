import type {TextLine} from '../deck.ts';

let pen: CanvasRenderingContext2D | null | undefined;

/** Lines of text over a picture of them: unseen, as wide as what they lie on, to be selected, read out and marked. */
export function textLayer(lines: readonly TextLine[]): HTMLElement {
  const layer = document.createElement('div');
  layer.className = 'text';
  for (const line of lines) layer.append(lineElement(line), '\n');
  return layer;
}

function lineElement({text, x, y, width, height}: TextLine): HTMLElement {
  const element = document.createElement('span');
  element.textContent = text;
  const isUpright = height > width * 1.5 && text.trim().length > 1;
  const [along, across] = isUpright ? [height, width] : [width, height];
  const natural = widthOf(text, across);
  const stretch = natural > 0 ? along / natural : 1;
  Object.assign(element.style, {
    left: `${isUpright ? x + width : x}px`,
    top: `${y}px`,
    fontSize: `${across}px`,
    transform: `${isUpright ? 'rotate(90deg) ' : ''}scaleX(${stretch})`,
  });
  return element;
}

/** Of text in the layer's face, which the style sheet names too. */
function widthOf(text: string, sizePx: number): number {
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return 0;
  pen.font = `${sizePx}px sans-serif`;
  return pen.measureText(text).width;
}
