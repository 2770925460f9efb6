/** A place where a text was found. Indexes begin at 0. */
export interface Hit {
  readonly slide: number;
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

const around = 24;
export const mostHits = 500;

/**
 * A pattern for what somebody looks for: in any case, and over the ends of lines, for those are the slide's and not the
 * text's. @returns `undefined` when nothing is looked for.
 */
export function patternOf(query: string): RegExp | undefined {
  const characters = [...query.trim().replace(/\s+/g, ' ')];
  if (characters.length === 0) return undefined;
  const parts = characters.map((character) =>
    character === ' ' ? '\\s+' : character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'),
  );
  return new RegExp(parts.join('\\n?'), 'giu');
}

/** At most {@link mostHits}, in order. */
export function find(pattern: RegExp, texts: Iterable<string>): readonly Hit[] {
  const hits: Hit[] = [];
  let slide = 0;
  for (const text of texts) {
    for (const {0: match, index} of text.matchAll(pattern)) {
      const end = index + match.length;
      const before = text.slice(Math.max(0, index - around), index);
      const isCut = index > around;
      hits.push({slide, before: isCut ? `…${before}` : before, match, after: text.slice(end, end + around)});
      if (hits.length >= mostHits) return hits;
    }
    slide += 1;
  }
  return hits;
}

/** Marks what a pattern finds in an element, also where it runs over several of its children. */
export function mark(root: HTMLElement, pattern: RegExp | undefined): void {
  for (const old of root.querySelectorAll('mark')) {
    const parent = old.parentNode;
    old.replaceWith(...old.childNodes);
    parent?.normalize();
  }
  if (!pattern) return;
  const nodes: {readonly node: Text; readonly start: number}[] = [];
  let text = '';
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text) || node.data.trim() === '' || node.parentElement?.closest('style, script')) continue;
    nodes.push({node, start: text.length});
    text += `${node.data}\n`;
  }
  // From the end: splitting a node leaves what lies before it as it was.
  const matches = [...text.matchAll(pattern)].reverse();
  for (const {0: match, index} of matches) {
    for (const {node, start} of nodes.toReversed()) {
      const from = Math.max(index, start) - start;
      const to = Math.min(index + match.length, start + node.length) - start;
      if (from < to) wrap(node, from, to);
    }
  }
}

function wrap(node: Text, from: number, to: number): void {
  const found = node.splitText(from);
  found.splitText(to - from);
  const element = document.createElement('mark');
  found.replaceWith(element);
  element.append(found);
}
