import {posix} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import type {Media} from '../../../h5/deck.ts';
import type {Zip} from './open-zip.ts';
import {refuse} from './refusals.ts';
import {emuPerPixel, mediaOn} from './pptx-media.ts';
import type {Element} from './xml.ts';
import {XmlError, allUnder, childOf, childrenOf, parseXml, textOf} from './xml.ts';

/** What is read out of a presentation itself. */
export interface Source {
  /** Of a slide, in CSS pixels; undefined where the format keeps it elsewhere, or it makes no sense. */
  readonly size: {readonly width: number; readonly height: number} | undefined;
  /** All of them, in order. */
  readonly slides: readonly SourceSlide[];
}

export interface SourceSlide {
  readonly hidden: boolean;
  readonly title: string | undefined;
  readonly notes: string | undefined;
  readonly media: readonly SourceMedia[];
}

/** `path`: of the entry in the presentation. */
export type SourceMedia = Media;

/** PowerPoint makes none above 56 inches. */
export const largestSlide = 56 * 96;
const mostSlides = 5000;

/**
 * Reads a `.pptx` (ECMA-376). Between its slides, all else has its turn.
 *
 * @throws DeckRefused when it is no presentation, has no slides or far too many, or is damaged.
 */
export async function readPptx(zip: Zip, signal?: AbortSignal): Promise<Source> {
  try {
    const [main] = (await relationsOf(zip, '')).filter(({type}) => type === 'officeDocument');
    const text = main === undefined ? undefined : await zip.text(main.target);
    if (main === undefined || text === undefined) throw refuse('not-a-deck');
    const presentation = parseXml(text);
    if (presentation.name !== 'presentation') throw refuse('not-a-deck');
    const targets = new Map((await relationsOf(zip, main.target)).map(({id, target}) => [id, target]));
    const ids = childrenOf(childOf(presentation, 'sldIdLst') ?? presentation, 'sldId').map(relationId);
    const paths = new Set(ids.flatMap((id) => targets.get(id) ?? []).filter((path) => zip.has(path)));
    if (paths.size === 0) throw refuse('no-slides');
    if (paths.size > mostSlides) throw refuse('too-large');
    const slides: SourceSlide[] = [];
    for (const path of paths) {
      await setImmediate();
      signal?.throwIfAborted();
      slides.push(await readSlide(zip, path));
    }
    return {size: readSize(presentation), slides};
  } catch (error) {
    // A RangeError is a tag of so many attributes that no pattern matches it.
    throw error instanceof XmlError || error instanceof RangeError ? refuse('damaged', {cause: error}) : error;
  }
}

async function readSlide(zip: Zip, path: string): Promise<SourceSlide> {
  const slide = parseXml((await zip.text(path)) ?? '');
  const relations = await relationsOf(zip, path);
  const notesPath = relations.find(({type}) => type === 'notesSlide')?.target;
  const notes = notesPath === undefined ? undefined : await zip.text(notesPath);
  return {
    hidden: ['0', 'false'].includes(slide.attributes.get('show') ?? ''),
    title: placeholderText(slide, ['title', 'ctrTitle'])?.replaceAll('\n', ' '),
    notes: notes === undefined ? undefined : placeholderText(parseXml(notes), ['body']),
    media: mediaOn(slide, relations).filter((media) => zip.has(media.path)),
  };
}

/** @returns Undefined when there is no text in the placeholders of these types. */
function placeholderText(slide: Element, types: readonly string[]): string | undefined {
  const shapes = allUnder(slide, 'sp').filter((shape) => {
    const placeholder = childOf(shape, 'nvSpPr', 'nvPr', 'ph');
    return placeholder !== undefined && types.includes(placeholder.attributes.get('type') ?? 'obj');
  });
  const text = shapes
    .flatMap((shape) => allUnder(shape, 'p').map(paragraphText))
    .join('\n')
    .trim();
  return text === '' ? undefined : text;
}

function paragraphText(paragraph: Element): string {
  return childrenOf(paragraph)
    .map((run) => (run.name === 'br' ? '\n' : childrenOf(run, 't').map(textOf).join('')))
    .join('');
}

function readSize(presentation: Element): Source['size'] {
  const size = childOf(presentation, 'sldSz');
  const [width, height] = ['cx', 'cy'].map((name) => Number(size?.attributes.get(name)) / emuPerPixel);
  if (width === undefined || height === undefined) return undefined;
  return [width, height].every((length) => length > 0 && length <= largestSlide) ? {width, height} : undefined;
}

export interface Relation {
  readonly id: string;
  /** The last part of its address, such as `slide`. */
  readonly type: string;
  /** An entry of the zip. */
  readonly target: string;
}

/** Where a part leads to inside the presentation. */
async function relationsOf(zip: Zip, part: string): Promise<readonly Relation[]> {
  const folder = posix.dirname(part === '' ? 'x' : part);
  const text = await zip.text(posix.join(folder, '_rels', `${posix.basename(part)}.rels`));
  if (text === undefined) return [];
  return childrenOf(parseXml(text), 'Relationship')
    .filter(({attributes}) => attributes.get('TargetMode') !== 'External')
    .map(({attributes}) => ({
      id: attributes.get('Id') ?? '',
      type: posix.basename(attributes.get('Type') ?? ''),
      target: posix.join('/', folder, attributes.get('Target') ?? '').slice(1),
    }));
}

/** The `r:id` of an element, whatever the prefix is. */
function relationId({attributes}: Element): string {
  return [...attributes].find(([name]) => name.endsWith(':id'))?.[1] ?? '';
}
