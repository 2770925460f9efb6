import {setImmediate} from 'node:timers/promises';
import type {TextLine} from '../../../h5/deck.ts';
import {allUnder, parseXml, textOf} from '../source/xml.ts';
import type {Element} from '../source/xml.ts';

/** A page of a PDF, in CSS pixels. */
export interface TextPage {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly TextLine[];
}

const pixelsPerPoint = 96 / 72;

/** Reads what `pdftotext -bbox-layout` writes. Between its pages, all else has its turn. */
export async function readTextLayer(xhtml: string): Promise<readonly TextPage[]> {
  const body = xhtml.slice(xhtml.indexOf('<body>'), xhtml.indexOf('</body>'));
  const pages: TextPage[] = [];
  for (const [page] of body.matchAll(/<page [\s\S]*?<\/page>/g)) {
    pages.push(toPage(parseXml(page)));
    await setImmediate();
  }
  return pages;
}

function toPage(page: Element): TextPage {
  return {
    width: pixels(page, 'width'),
    height: pixels(page, 'height'),
    lines: allUnder(page, 'line')
      .map(toLine)
      .filter(({text}) => text !== ''),
  };
}

function toLine(line: Element): TextLine {
  const [x, y] = [pixels(line, 'xMin'), pixels(line, 'yMin')];
  const text = allUnder(line, 'word').map(textOf).join(' ').trim();
  const round = (length: number) => Math.round(length * 100) / 100;
  return {text, x, y, width: round(pixels(line, 'xMax') - x), height: round(pixels(line, 'yMax') - y)};
}

function pixels(element: Element, name: string): number {
  return Math.round(Number(element.attributes.get(name)) * pixelsPerPoint * 100) / 100;
}
