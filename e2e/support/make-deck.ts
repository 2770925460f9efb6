import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {crc32, deflateSync} from 'node:zlib';
import PptxGenJs from 'pptxgenjs';
import type {Deck, Slide} from '../../h5/deck.ts';
import {deckPage} from '../../h5/page.ts';

const size = {width: 640, height: 360};

/** A `.pptx` with a title, text and, on the second slide, a chart. */
export async function makePptx(titles: readonly string[]): Promise<Buffer> {
  const deck = new PptxGenJs();
  for (const [index, title] of titles.entries()) {
    const slide = deck.addSlide();
    slide.addText(title, {x: 0.5, y: 0.4, w: 8, h: 1, fontSize: 36, bold: true});
    slide.addText(`What is said on slide ${index + 1}`, {x: 0.5, y: 1.6, w: 8, h: 0.6});
    if (index === 1) {
      slide.addChart('bar', [{name: 'n', labels: ['air', 'water'], values: [1, 1.33]}], {x: 1, y: 2.4, w: 6, h: 2.6});
    }
    slide.addNotes(`Notes of ${title}`);
  }
  // With this type it is one.
  return (await deck.write({outputType: 'nodebuffer'})) as Buffer;
}

/** A `.pptx` of a title and a slide with a film and a sound, given by their paths. */
export async function makeFilmPptx(title: string, film: string, sound?: string): Promise<Buffer> {
  const deck = new PptxGenJs();
  deck.addSlide().addText(title, {x: 0.5, y: 0.4, w: 8, h: 1, fontSize: 36});
  const slide = deck.addSlide();
  slide.addMedia({type: 'video', path: film, x: 0.5, y: 0.5, w: 5, h: 2.8});
  if (sound !== undefined) slide.addMedia({type: 'audio', path: sound, x: 6, y: 0.5, w: 3, h: 0.6});
  return (await deck.write({outputType: 'nodebuffer'})) as Buffer;
}

/** Writes a deck of pictures into a folder, as it would lie there unzipped. @returns The address of its page. */
export async function writeDeck(folder: string, titles: readonly string[]): Promise<string> {
  await mkdir(join(folder, 'slides'), {recursive: true});
  const slides: Slide[] = [];
  for (const [index, title] of titles.entries()) {
    const [x1, x2] = [`slides/${index + 1}.png`, `slides/${index + 1}@2x.png`];
    await writeFile(join(folder, x1), png(size.width, size.height, index * 40));
    await writeFile(join(folder, x2), png(size.width * 2, size.height * 2, index * 40));
    slides.push({
      title,
      notes: `Notes of ${title}`,
      image: {x1, x2},
      text: [
        {text: title, x: 40, y: 30, width: 300, height: 40},
        {text: `What is said on slide ${index + 1}`, x: 40, y: 100, width: 400, height: 24},
      ],
      links:
        index === 0
          ? [
              {x: 40, y: 200, width: 100, height: 30, slide: titles.length - 1},
              {x: 40, y: 240, width: 100, height: 30, href: 'https://example.org/'},
              // No engine of ours writes such a link; a page may still hold it.
              {x: 40, y: 280, width: 100, height: 30, href: 'mailto:somebody@example.org'},
            ]
          : [],
      media: [],
    });
  }
  const deck: Deck = {format: 1, title: 'Light', ...size, slides};
  const page = join(folder, 'index.html');
  await writeFile(page, deckPage(await readFile('dist/h5/player.html', 'utf8'), deck));
  return pathToFileURL(page).href;
}

/** A picture of one grey, with a white frame. */
function png(width: number, height: number, grey: number): Buffer {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const isEdge = y < 8 || y >= height - 8;
    rows.fill(isEdge ? 255 : grey, y * (width + 1) + 1, (y + 1) * (width + 1));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
