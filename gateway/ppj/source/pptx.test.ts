import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {makeDeck} from '../../testing/make-deck.ts';
import {zipOf} from '../../testing/make-source.ts';
import {withSource} from './open-source.ts';
import {wideLimits} from './open-zip.ts';
import type {Source} from './pptx.ts';
import {refusals} from './refusals.ts';

// To pack as many slides takes a while.
vi.setConfig({testTimeout: 30_000});

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'carryon-pptx-'));
});
afterAll(() => rm(scratch, {recursive: true, force: true}));

const slideOf = (inside: string) => `<p:sld><p:cSld><p:spTree>${inside}</p:spTree></p:cSld></p:sld>`;
const random = Uint32Array.from({length: 60_000}, (_, at) => Math.imul(at + 1, 2654435761) ^ (at << 7));
/** What packs badly: no bomb by its ratio. */
const noise = `<!--${Buffer.from(random.buffer).toString('base64')}-->`;

// prettier-ignore
test.each<[string, keyof typeof refusals, string]>([
  ['32 MB of one element, packed a thousand times smaller', 'too-large', slideOf('<a/>'.repeat(8_000_000))],
  ['two million elements',                                  'damaged',   slideOf('<a/>'.repeat(2_000_000) + noise)],
  ['two million comments',                                  'damaged',   slideOf('<!---->x'.repeat(1_000_000) + noise)],
  ['two million attributes',                                'damaged',   slideOf('<a b="" c="" d=""/>'.repeat(700_000) + noise)],
  ['two million attributes of one element',                 'damaged',   slideOf(`<a ${'b="" '.repeat(2_000_000)}/>${noise}`)],
])('a slide of %s is refused: %s', async (_what, reason, slide) => {
  await expect(read(await deckOf([slide], 1))).rejects.toThrow(refusals[reason]);
});

test('a slide that is named thousands of times is read once', async () => {
  const {slides} = await read(await deckOf([slideOf('<a/>'.repeat(1000))], 4000));

  expect(slides).toHaveLength(1);
});

test('more slides than anyone shows are refused', async () => {
  const slides = Array.from({length: 5001}, () => slideOf(''));

  await expect(read(await deckOf(slides, 1))).rejects.toThrow(refusals['too-large']);
});

test('XML of more than 128 MB in all is refused, however it is shared out', async () => {
  const text = slideOf(`<a>${'words '.repeat(2_500_000)}</a>${noise}`);
  const slides = Array.from({length: 10}, () => text);

  await expect(read(await deckOf(slides, 1))).rejects.toThrow(refusals['too-large']);
});

test('titles nested in titles are read once', async () => {
  const [depth, paragraphs] = [90, 20_000];
  const placeholder = '<p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>';
  const inside = '<a:p><a:r><a:t>x</a:t></a:r></a:p>'.repeat(paragraphs);
  const slide = slideOf(`<p:sp>${placeholder}`.repeat(depth) + inside + noise + '</p:sp>'.repeat(depth));

  const {slides} = await read(await deckOf([slide], 1));

  expect(slides[0]?.title).toHaveLength(2 * paragraphs - 1);
});

test('reading lets all else have its turn, and ends when it is told to', async () => {
  const path = join(scratch, 'many.pptx');
  await writeFile(
    path,
    await deckOf(
      Array.from({length: 50}, () => slideOf('<a/>'.repeat(100))),
      1,
    ),
  );
  const stop = new AbortController();
  const reason = new Error('enough');

  const reading = withSource(path, wideLimits, ({read}) => {
    setImmediate(() => stop.abort(reason));
    return read(stop.signal);
  });

  await expect(reading).rejects.toBe(reason);
});

test('a deck as programs write it is read as before', async () => {
  const {slides} = await read(await makeDeck());

  expect(slides.filter(({hidden}) => !hidden)).toHaveLength(3);
});

async function read(deck: Buffer): Promise<Source> {
  const path = join(scratch, 'deck.pptx');
  await writeFile(path, deck);
  return withSource(path, wideLimits, (source) => source.read());
}

/** A presentation of no more than its slides, each of them named so often. */
function deckOf(slides: readonly string[], times: number): Promise<Buffer> {
  const numbers = slides.map((_, at) => at + 1);
  const relation = (id: string | number, type: string, target: string) =>
    `<Relationship Id="r${id}" Type="x/${type}" Target="${target}"/>`;
  const files = {
    '_rels/.rels': `<Relationships>${relation('', 'officeDocument', 'ppt/presentation.xml')}</Relationships>`,
    'ppt/presentation.xml': `<p:presentation><p:sldIdLst>${numbers
      .map((number) => `<p:sldId r:id="r${number}"/>`.repeat(times))
      .join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': `<Relationships>${numbers
      .map((number) => relation(number, 'slide', `slides/slide${number}.xml`))
      .join('')}</Relationships>`,
    ...Object.fromEntries(slides.map((slide, at) => [`ppt/slides/slide${at + 1}.xml`, slide])),
  };
  return zipOf(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
}
