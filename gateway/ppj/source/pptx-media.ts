import {posix} from 'node:path';
import type {Box} from '../../../h5/deck.ts';
import type {Relation, SourceMedia} from './pptx.ts';
import type {Element} from './xml.ts';
import {allUnder, childOf, childrenOf} from './xml.ts';

/** English Metric Units. */
export const emuPerPixel = 9525;

/** What browsers play, by ending. */
const playable: Readonly<Record<string, Pick<SourceMedia, 'kind' | 'type'>>> = {
  '.mp4': {kind: 'video', type: 'video/mp4'},
  '.m4v': {kind: 'video', type: 'video/mp4'},
  '.webm': {kind: 'video', type: 'video/webm'},
  '.ogv': {kind: 'video', type: 'video/ogg'},
  '.mp3': {kind: 'audio', type: 'audio/mpeg'},
  '.m4a': {kind: 'audio', type: 'audio/mp4'},
  '.wav': {kind: 'audio', type: 'audio/wav'},
  '.ogg': {kind: 'audio', type: 'audio/ogg'},
  '.oga': {kind: 'audio', type: 'audio/ogg'},
};

/** From the coordinates of a group to those of the slide. */
type Place = (box: Box) => Box;

/** Films and sounds on a slide that lie in the presentation, and that browsers can play. */
export function mediaOn(slide: Element, relations: readonly Relation[]): readonly SourceMedia[] {
  const targets = new Map(relations.map(({id, target}) => [id, target]));
  const tree = childOf(slide, 'cSld', 'spTree');
  return tree === undefined ? [] : mediaIn(tree, toPixels, targets);
}

function mediaIn(parent: Element, place: Place, targets: ReadonlyMap<string, string>): readonly SourceMedia[] {
  return childrenOf(parent).flatMap((child) => {
    if (child.name === 'pic') return mediaOf(child, place, targets);
    if (child.name === 'grpSp') return mediaIn(child, placeIn(child, place), targets);
    if (child.name === 'AlternateContent') return mediaIn(childOf(child, 'Choice') ?? child, place, targets);
    return [];
  });
}

function mediaOf(picture: Element, place: Place, targets: ReadonlyMap<string, string>): readonly SourceMedia[] {
  const properties = childOf(picture, 'nvPicPr', 'nvPr');
  const frame = childOf(picture, 'spPr', 'xfrm');
  if (properties === undefined || frame === undefined) return [];
  const elements = ['media', 'videoFile', 'audioFile', 'wavAudioFile'].flatMap((name) => allUnder(properties, name));
  // `p14:media r:embed`, or `a:videoFile r:link` to a part inside.
  const ids = elements.flatMap(({attributes}) =>
    [...attributes].filter(([name]) => /:(?:embed|link)$/.test(name)).map(([, id]) => id),
  );
  const path = ids.map((id) => targets.get(id)).find((target) => target !== undefined);
  const kind = playable[posix.extname(path ?? '').toLowerCase()];
  if (path === undefined || kind === undefined) return [];
  return [{...kind, path, ...place(boxOf(frame, 'off', 'ext'))}];
}

function placeIn(group: Element, outer: Place): Place {
  const frame = childOf(group, 'grpSpPr', 'xfrm');
  if (frame === undefined) return outer;
  const to = boxOf(frame, 'off', 'ext');
  const from = boxOf(frame, 'chOff', 'chExt');
  if (from.width <= 0 || from.height <= 0) return outer;
  const [x, y] = [to.width / from.width, to.height / from.height];
  return (box) =>
    outer({
      x: to.x + (box.x - from.x) * x,
      y: to.y + (box.y - from.y) * y,
      width: box.width * x,
      height: box.height * y,
    });
}

function boxOf(frame: Element, offset: string, extent: string): Box {
  const number = (element: string, name: string) => Number(childOf(frame, element)?.attributes.get(name) ?? 0) || 0;
  return {
    x: number(offset, 'x'),
    y: number(offset, 'y'),
    width: number(extent, 'cx'),
    height: number(extent, 'cy'),
  };
}

function toPixels({x, y, width, height}: Box): Box {
  return {x: x / emuPerPixel, y: y / emuPerPixel, width: width / emuPerPixel, height: height / emuPerPixel};
}
