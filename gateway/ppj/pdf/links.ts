import {open} from 'node:fs/promises';
import type {Link} from '../../../h5/deck.ts';
import {PdfFile} from './pdf-file.ts';
import type {PdfValue} from './pdf-file.ts';

const pixelsPerPoint = 96 / 72;
const allowed = /^(?:https?:\/\/|mailto:)/i;
const mostPages = 20_000;

/** Links of each page, in CSS pixels: to the web, to mail addresses and to other pages. All else is left out. */
export async function readLinks(path: string): Promise<readonly (readonly Link[])[]> {
  const file = await open(path, 'r');
  try {
    const pdf = await PdfFile.open(file);
    const pages = await pagesOf(pdf, await pdf.get(pdf.root, 'Pages'));
    const numbers = new Map(pages.map(({object}, at) => [object, at]));
    return await Promise.all(pages.map((page) => linksOn(pdf, page, numbers)));
  } finally {
    await file.close();
  }
}

type Reference = {readonly object: number};

async function pagesOf(pdf: PdfFile, node: PdfValue, depth = 0): Promise<readonly Reference[]> {
  const kids = await pdf.get(node, 'Kids');
  if (!isList(kids) || depth > 8) return [];
  const pages: Reference[] = [];
  for (const kid of kids) {
    if (typeof kid !== 'object' || !('object' in kid) || pages.length >= mostPages) continue;
    const inner = await pdf.get(kid, 'Kids');
    pages.push(...(inner === undefined ? [kid] : await pagesOf(pdf, kid, depth + 1)));
  }
  return pages;
}

async function linksOn(pdf: PdfFile, page: Reference, numbers: ReadonlyMap<number, number>): Promise<readonly Link[]> {
  const annotations = await pdf.get(page, 'Annots');
  const [, , , height] = toNumbers(await pdf.get(page, 'MediaBox'));
  if (!isList(annotations) || height === undefined) return [];
  const links: Link[] = [];
  for (const annotation of annotations) {
    const [left, bottom, right, top] = toNumbers(await pdf.get(annotation, 'Rect'));
    const target = await targetOf(pdf, annotation, numbers);
    if (target === undefined || left === undefined || bottom === undefined) continue;
    if (right === undefined || top === undefined) continue;
    const [x, y, width, tall] = [left, height - top, right - left, top - bottom].map(toPixels) as [
      number,
      number,
      number,
      number,
    ];
    links.push({x, y, width, height: tall, ...target});
  }
  return links;
}

async function targetOf(pdf: PdfFile, annotation: PdfValue, numbers: ReadonlyMap<number, number>) {
  const action = await pdf.get(annotation, 'A');
  const uri = await pdf.get(action, 'URI');
  if (typeof uri === 'string') {
    const href = Buffer.from(uri, 'latin1').toString('utf8');
    return allowed.test(href) ? {href} : undefined;
  }
  const place = (await pdf.get(annotation, 'Dest')) ?? (await pdf.get(action, 'D'));
  const page = isList(place) ? place[0] : undefined;
  const slide = typeof page === 'object' && 'object' in page ? numbers.get(page.object) : undefined;
  return slide === undefined ? undefined : {slide};
}

function isList(value: PdfValue): value is readonly PdfValue[] {
  return Array.isArray(value);
}

function toNumbers(value: PdfValue): readonly number[] {
  return isList(value) ? value.filter((each) => typeof each === 'number') : [];
}

function toPixels(points: number): number {
  return Math.round(points * pixelsPerPoint * 100) / 100;
}
