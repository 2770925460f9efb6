import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import type {Deck} from '../../h5/deck.ts';
import {readDeck} from '../../h5/read-deck.ts';
import {deckSize, film, makeDeck, makeLongDeck, png, slideText} from '../testing/make-deck.ts';
import {editZip, makeCompoundFile, zipOf} from '../testing/make-source.ts';
import type {DeckEngine} from './deck-engine.ts';
import {DeckRefused} from './deck-engine.ts';
import {LibreOfficeEngine} from './libreoffice-engine.ts';
import {openEngine} from './open-engine.ts';
import {withSource} from './source/open-source.ts';
import {wideLimits, withZip} from './source/open-zip.ts';
import {refusals} from './source/refusals.ts';

// Each starts LibreOffice, on a machine that may have much else to do.
vi.setConfig({testTimeout: 60_000});

let scratch = '';
const data = () => ({root: scratch, scratch});
let deck: Buffer;
let libreOffice: DeckEngine;
let embedded: DeckEngine;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'carryon-engines-'));
  await writeFile(join(scratch, 'player.html'), '<!doctype html><!--carryon-deck-->');
  await writeFile(join(scratch, 'renderer.js'), 'draw()');
  libreOffice = await openEngine({deckEngine: 'libreoffice', soffice: undefined}, data(), expect.unreachable, scratch);
  embedded = await openEngine({deckEngine: 'embedded', soffice: undefined}, data(), expect.unreachable, scratch);
  deck = await makeDeck();
});
afterAll(async () => {
  await rm(scratch, {recursive: true, force: true});
});

describe('LibreOffice', () => {
  test('a deck becomes images with text, links, notes, titles and films over them', async () => {
    const {totalPages, folder, slides, ...whole} = await convert(libreOffice, deck, '季度 报告.pptx');

    const [first, second, third] = slides;
    expect(totalPages).toBe(3);
    expect(whole).toMatchObject({title: '季度 报告', ...deckSize});
    expect(slides).toHaveLength(3);
    expect((await readdir(folder)).toSorted()).toEqual(['index.html', 'media', 'slides']);
    expect(first).toMatchObject({title: 'Quarterly <report> & more', notes: 'Say hello.\n向大家问好。'});
    const line = second?.text.find(({text}) => text === slideText);
    expect(line?.x).toBeGreaterThan(96);
    expect(line?.y).toBeGreaterThan(96);
    expect((line?.y ?? 0) + (line?.height ?? 0)).toBeLessThan(144 + 2);
    expect(second?.links).toMatchObject([{href: 'https://example.org/?a=1&b=2'}, {slide: 2}]);
    expect(third?.media).toMatchObject([{kind: 'video', type: 'video/mp4', x: 480, y: 96, width: 384, height: 216}]);
    expect(await readFile(join(folder, third?.media[0]?.path ?? ''))).toEqual(film);
    for (const {image} of slides) {
      expect(sizeOfImage(await readFile(join(folder, image.x1)))).toEqual(deckSize);
      expect(sizeOfImage(await readFile(join(folder, image.x2)))).toEqual({width: 1920, height: 1080});
    }
  });

  test('a .ppt gives its notes and links too, and hides what is hidden', async () => {
    await writeFile(join(scratch, 'made.pptx'), deck);
    const profile = `-env:UserInstallation=file://${scratch}/profile`;
    await promisify(execFile)('soffice', [
      profile,
      '--convert-to',
      'ppt',
      '--outdir',
      scratch,
      join(scratch, 'made.pptx'),
    ]);
    const ppt = await readFile(join(scratch, 'made.ppt'));

    const {totalPages, slides} = await convert(libreOffice, ppt, 'made.ppt');

    expect(totalPages).toBe(3);
    expect(slides[0]).toMatchObject({notes: 'Say hello.\n向大家问好。'});
    expect(slides[1]?.links[0]).toMatchObject({href: 'https://example.org/?a=1&b=2'});
  });

  test('two at once do not come in each other’s way', async () => {
    const long = await makeLongDeck(5);

    const both = await Promise.all([convert(libreOffice, deck), convert(libreOffice, long)]);

    expect(both.map(({totalPages}) => totalPages)).toEqual([3, 5]);
  });

  test('a conversion that is given up leaves no process and no file', async () => {
    const stop = new AbortController();
    const folder = await mkdtemp(join(scratch, 'stopped-'));
    const sourcePath = join(scratch, 'long.pptx');
    await writeFile(sourcePath, await makeLongDeck(60));

    const converting = libreOffice.convert({sourcePath, fileName: 'long.pptx', folder, signal: stop.signal});
    converting.catch(() => undefined);
    await vi.waitFor(
      async () =>
        expect(await programsOn(folder)).toContainEqual(
          expect.objectContaining({line: expect.stringContaining('soffice.bin')}),
        ),
      {
        timeout: 10_000,
      },
    );
    const reason = new Error('enough');
    stop.abort(reason);

    await expect(converting).rejects.toBe(reason);
    await expect.poll(() => programsOn(folder)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('what a deck names outside of itself is not fetched', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as AddressInfo;
    const picture = join(scratch, 'secret.png');
    await writeFile(picture, png);
    const addresses = [`http://127.0.0.1:${port}/picture.png`, pathToFileURL(picture).href, 'file:///nowhere.png'];

    const [byHttp, byPath, byNothing] = await Promise.all(
      addresses.map(async (address) => convert(libreOffice, await linkPicture(deck, address))),
    ).finally(() => server.close());

    expect(byHttp?.totalPages).toBe(3);
    expect(asked).toEqual([]);
    const look = async (made: typeof byPath) => readFile(join(made?.folder ?? '', made?.slides[0]?.image.x2 ?? ''));
    expect((await look(byPath)).equals(await look(byNothing))).toBe(true);
  });
});

describe('a LibreOffice that makes nothing', () => {
  test.each<[string, keyof typeof refusals, string]>([
    ['but ends well', 'damaged', 'exit 0'],
    ['and hangs', 'too-long', 'sleep 1000 & wait'],
  ])('%s', async (_what, reason, lines) => {
    const soffice = join(scratch, `soffice-${reason}`);
    await writeFile(soffice, `#!/bin/sh\n${lines}\n`, {mode: 0o755});

    await expect(convert(engineOf(soffice), deck)).rejects.toThrow(new DeckRefused(refusals[reason]));
  });

  test('for want of room on the disk is no fault of the deck', async () => {
    const soffice = join(scratch, 'soffice-full');
    await writeFile(soffice, '#!/bin/sh\n', {mode: 0o755});

    await expect(convert(engineOf(soffice, Infinity), deck)).rejects.toThrow(new Error('the disk is full'));
  });

  test('since it crashed is no fault of the deck', async () => {
    const folder = await mkdtemp(join(scratch, 'crashed-'));
    const sourcePath = join(scratch, 'crashing.pptx');
    await writeFile(sourcePath, await makeLongDeck(60));

    const converting = libreOffice.convert({
      sourcePath,
      fileName: 'a.pptx',
      folder,
      signal: new AbortController().signal,
    });
    converting.catch(() => undefined);
    const isLibreOffice = (line: string) => line.includes('soffice.bin');
    const crashing = await vi.waitUntil(async () => (await programsOn(folder)).find(({line}) => isLibreOffice(line)), {
      timeout: 10_000,
    });
    process.kill(crashing.id, 'SIGSEGV');

    await expect(converting).rejects.toThrow(/soffice ended with \d+/);
    await expect(converting).rejects.not.toBeInstanceOf(DeckRefused);
  });

  function engineOf(soffice: string, leastRoomBytes = 0) {
    const programs = {soffice, pdftocairo: 'pdftocairo', pdftotext: 'pdftotext'};
    const limits = {idleMs: 300, totalMs: 20_000, leastRoomBytes};
    return new LibreOfficeEngine({programs, player: scratch, scratch, limits});
  }
});

describe('embedded', () => {
  test('a deck is packed in as it is, with what draws it', async () => {
    const {totalPages, folder, ...whole} = await convert(embedded, deck, 'demo.pptx');

    const [, base64 = ''] =
      /^carryonDeck\("([\w+/=]*)"\);\n$/.exec(await readFile(join(folder, 'deck.js'), 'utf8')) ?? [];
    expect(Buffer.from(base64, 'base64').equals(deck)).toBe(true);
    expect(await readFile(join(folder, 'renderer.js'), 'utf8')).toBe('draw()');
    expect(totalPages).toBe(3);
    expect(whole).toMatchObject({
      title: 'demo',
      ...deckSize,
      slides: [],
      embedded: {source: 'deck.js', renderer: 'renderer.js'},
    });
  });

  test('a .ppt needs LibreOffice', async () => {
    const ppt = makeCompoundFile({'PowerPoint Document': Buffer.alloc(8), 'Current User': Buffer.alloc(20)});

    await expect(convert(embedded, ppt)).rejects.toThrow(refusals['needs-libreoffice']);
  });
});

describe('what cannot be converted is refused in words', () => {
  const text = (content: string) => () => Promise.resolve(Buffer.from(content));
  const edited = (change: Parameters<typeof editZip>[1]) => () => editZip(deck, change);
  const encryptedPpt = Buffer.alloc(20);
  encryptedPpt.writeUInt32LE(0xf3d1c4df, 12);

  test.each<[string, keyof typeof refusals, () => Promise<Buffer>]>([
    ['nothing', 'empty', text('')],
    ['a text', 'not-a-deck', text('Dear all,\n')],
    ['noise', 'not-a-deck', () => Promise.resolve(Buffer.alloc(5000, 0xa7))],
    ['a zip of something else', 'not-a-deck', () => zipOf({'word/document.xml': Buffer.from('<w/>')})],
    ['a compound file of something else', 'not-a-deck', async () => makeCompoundFile({Workbook: Buffer.alloc(8)})],
    ['a deck with its end cut off', 'damaged', async () => deck.subarray(0, deck.length / 2)],
    [
      'a deck with XML that ends early',
      'damaged',
      edited((name, bytes) => (name === 'ppt/slides/slide1.xml' ? bytes.subarray(0, 900) : bytes)),
    ],
    [
      'a compound file that is cut',
      'damaged',
      async () => makeCompoundFile({Workbook: Buffer.alloc(8)}).subarray(0, 700),
    ],
    [
      'a deck that lost its slides',
      'no-slides',
      edited((name, bytes) => (name.startsWith('ppt/slides/') ? undefined : bytes)),
    ],
    [
      'a deck of hidden slides',
      'all-hidden',
      edited((name, bytes) =>
        /slides\/slide\d\.xml$/.test(name)
          ? Buffer.from(
              bytes
                .toString()
                .replace(/<p:sld /, '<p:sld show="0" ')
                .replace(' show="0">', '>'),
            )
          : bytes,
      ),
    ],
    ['an encrypted .pptx', 'encrypted', async () => makeCompoundFile({EncryptedPackage: Buffer.alloc(64)})],
    ['a zip bomb', 'too-large', () => zipOf({'ppt/presentation.xml': Buffer.alloc(80 * 2 ** 20)})],
  ])('%s: %s', async (_what, reason, make) => {
    const source = await make();

    for (const engine of [libreOffice, embedded]) {
      await expect(convert(engine, source)).rejects.toThrow(new DeckRefused(refusals[reason]));
    }
  });

  test('an encrypted .ppt', async () => {
    const ppt = makeCompoundFile({'PowerPoint Document': Buffer.alloc(8), 'Current User': encryptedPpt});

    await expect(convert(libreOffice, ppt)).rejects.toThrow(refusals.encrypted);
  });
});

test.skipIf(!existsSync('/dev/full'))(
  'a film for which there is no room on the disk is no fault of the deck',
  async () => {
    const path = join(scratch, 'full.pptx');
    await writeFile(path, deck);

    const extracting = withZip(path, wideLimits, (zip) =>
      zip.extract('ppt/media/media-4-1.mp4', '/dev/full', new AbortController().signal),
    );

    await expect(extracting).rejects.toMatchObject({code: 'ENOSPC'});
  },
);

test('without LibreOffice decks are packed in, and it is said what to install', async () => {
  const lines: string[] = [];

  const engine = await openEngine(
    {deckEngine: 'auto', soffice: '/nowhere/soffice'},
    data(),
    (line) => lines.push(line),
    scratch,
  );

  expect(engine).toBeInstanceOf(embedded.constructor);
  expect(lines).toEqual([expect.stringContaining('libreoffice-impress')]);
});

const decks = process.env['CARRYON_DECKS'] ?? join(import.meta.dirname, '../../../shared/decks');
const deckNames = await readdir(decks).then(
  (names) => names.filter((name) => /\.pptx?$/.test(name)),
  () => [],
);

const emptyInSource = new Set(['pypptx-prs-notes.pptx']);

describe.skipIf(deckNames.length === 0)('real decks', () => {
  test.each(deckNames)('%s', {concurrent: true}, async (name) => {
    const bytes = await readFile(join(decks, name));
    const source = await withSource(join(decks, name), wideLimits, (opened) => opened.read());
    const shown = source.slides.filter(({hidden}) => !hidden);

    const {totalPages, folder, slides} = await convert(libreOffice, bytes, name);

    expect(totalPages).toBe(shown.length);
    for (const {image} of slides) {
      // Of 1920 × 1440 pixels; one colour alone makes 16 kB, the plainest real slide 28.
      const {length} = await readFile(join(folder, image.x2));
      if (!emptyInSource.has(name)) expect(length).toBeGreaterThan(20_000);
    }
    if (name.endsWith('.pptx')) expect((await convert(embedded, bytes, name)).totalPages).toBe(shown.length);
  });
});

async function convert(
  engine: DeckEngine,
  source: Buffer,
  fileName = 'deck.pptx',
): Promise<Deck & {readonly totalPages: number; readonly folder: string}> {
  const place = await mkdtemp(join(scratch, 'deck-'));
  const folder = join(place, 'h5');
  const sourcePath = join(place, 'received');
  await mkdir(folder);
  await writeFile(sourcePath, source);
  const {totalPages} = await engine.convert({sourcePath, fileName, folder, signal: new AbortController().signal});
  const read = readDeck(await readFile(join(folder, 'index.html'), 'utf8'));
  if (read === undefined) throw new Error('the page holds no deck');
  return {...read, totalPages, folder};
}

/** The deck with its first picture somewhere else. */
function linkPicture(source: Buffer, address: string): Promise<Buffer> {
  return editZip(source, (name, bytes) => {
    const text = bytes.toString();
    if (name === 'ppt/slides/slide1.xml') return Buffer.from(text.replace('<a:blip r:embed=', '<a:blip r:link='));
    if (name !== 'ppt/slides/_rels/slide1.xml.rels') return bytes;
    return Buffer.from(text.replace(/Target="[^"]*\.png"/, `Target="${address}" TargetMode="External"`));
  });
}

/** The processes that work in a folder, with their command lines. */
async function programsOn(folder: string): Promise<ReadonlyArray<{readonly id: number; readonly line: string}>> {
  const ids = (await readdir('/proc')).filter((id) => /^\d+$/.test(id));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.map((line, at) => ({id: Number(ids[at]), line})).filter(({line}) => line.includes(folder));
}

/** Out of the frame header of a JPEG. */
function sizeOfImage(jpeg: Buffer) {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if ([0xc0, 0xc2].includes(jpeg[at + 1] ?? 0)) {
      return {width: jpeg.readUInt16BE(at + 7), height: jpeg.readUInt16BE(at + 5)};
    }
  }
  throw new Error('no JPEG');
}
