import {type Layout, spanOf, topOf} from './list-layout.ts';
import type {ListScroll} from './list-scroll.ts';

/** What lies below the sticky header and the sticky head of a group is read. */
const coveredPx = 90;

/** The rows that are seen, from the top; none while the top of the list is. */
export function seenRows(layout: Layout, {from, to}: Pick<ListScroll, 'from' | 'to'>): readonly string[] {
  if (from <= 0) return [];
  return layout.blocks.flatMap((block) => {
    const {start, end} = spanOf(block, from + coveredPx, to, 0);
    return block.section.uuids.slice(start, end);
  });
}

/** Keeps what is read where it is, when rows come or go above it. */
export class Anchor {
  #tops: readonly {readonly uuid: string; readonly top: number}[] = [];

  /** Before a change. */
  drop(layout: Layout, scroll: ListScroll): void {
    this.#tops = seenRows(layout, scroll).map((uuid) => ({uuid, top: topOf(layout, uuid) ?? 0}));
  }

  /** After it. */
  hold(layout: Layout, scroll: ListScroll): void {
    const shifts = this.#tops.flatMap(({uuid, top}) => {
      const now = topOf(layout, uuid);
      return now === undefined ? [] : [now - top];
    });
    this.#tops = [];
    // Most rows shift alike; one that has moved to another group is not followed.
    const shift = shifts.sort((a, b) => a - b)[Math.floor(shifts.length / 2)];
    if (shift !== undefined) scroll.follow(shift);
  }
}
