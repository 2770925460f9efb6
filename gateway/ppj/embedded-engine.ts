import {createReadStream, createWriteStream} from 'node:fs';
import {copyFile, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {deckFormat} from '../../h5/deck.ts';
import {deckPage} from '../../h5/page.ts';
import type {ConvertRequest, Converted, DeckEngine} from './deck-engine.ts';
import {titleOf} from './deck-title.ts';
import type {ZipLimits} from './source/open-zip.ts';
import {withSource} from './source/open-source.ts';
import {refuse} from './source/refusals.ts';

const source = 'deck.js';
const renderer = 'renderer.js';
/** What the renderer takes (its `RECOMMENDED_ZIP_LIMITS`, with that of media for all). */
const rendererLimits: ZipLimits = {entries: 4000, totalBytes: 192 * 2 ** 20, entryBytes: 32 * 2 ** 20};
/** The shape that PowerPoint takes when a presentation names none. */
const usualSize = {width: 960, height: 720};

/** Packs a presentation into an H5 as it is, with what draws it where it is shown. Takes no `.ppt`. */
export class EmbeddedEngine implements DeckEngine {
  readonly #player: string;

  /** @param player The folder of `player.html` and `renderer.js`. */
  constructor(player: string) {
    this.#player = player;
  }

  async convert({sourcePath, fileName, folder, signal}: ConvertRequest): Promise<Converted> {
    const {size, slides} = await withSource(sourcePath, rendererLimits, async ({format, read}) => {
      if (format === 'ppt') throw refuse('needs-libreoffice');
      return read(signal);
    });
    const totalPages = slides.filter(({hidden}) => !hidden).length;
    if (totalPages === 0) throw refuse('all-hidden');
    await pipeline(createReadStream(sourcePath), asScript, createWriteStream(join(folder, source)), {signal});
    await copyFile(join(this.#player, renderer), join(folder, renderer));
    const shell = await readFile(join(this.#player, 'player.html'), 'utf8');
    const title = titleOf(fileName);
    const deck = {format: deckFormat, title, ...(size ?? usualSize), slides: [], embedded: {source, renderer}} as const;
    await writeFile(join(folder, 'index.html'), deckPage(shell, deck));
    return {totalPages};
  }
}

async function* asScript(bytes: AsyncIterable<Buffer>) {
  yield 'carryonDeck("';
  let rest = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const piece = Buffer.concat([rest, chunk]);
    // Three bytes make four characters; what is left over goes on with the next piece.
    const whole = piece.length - (piece.length % 3);
    yield piece.toString('base64', 0, whole);
    rest = piece.subarray(whole);
  }
  yield `${rest.toString('base64')}");\n`;
}
