import {copyFile, link, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, statfs, writeFile} from 'node:fs/promises';
import {extname, join} from 'node:path';
import type {Deck, Link, Slide} from '../../h5/deck.ts';
import {deckFormat} from '../../h5/deck.ts';
import {deckPage} from '../../h5/page.ts';
import type {ConvertRequest, Converted, DeckEngine} from './deck-engine.ts';
import {titleOf} from './deck-title.ts';
import {readLinks} from './pdf/links.ts';
import {readTextLayer} from './pdf/text-layer.ts';
import type {TextPage} from './pdf/text-layer.ts';
import {TookTooLong, runProgram} from './run-program.ts';
import type {RunLimits} from './run-program.ts';
import {Soffice} from './soffice.ts';
import {wideLimits} from './source/open-zip.ts';
import type {OpenSource} from './source/open-source.ts';
import {withSource} from './source/open-source.ts';
import {largestSlide} from './source/pptx.ts';
import type {SourceSlide} from './source/pptx.ts';
import {refuse} from './source/refusals.ts';

/** Paths of the programs. */
export interface Programs {
  readonly soffice: string;
  readonly pdftocairo: string;
  readonly pdftotext: string;
}

/** The slowest deck of 298 real ones took 23 s of processor time. */
const usualLimits: Limits = {idleMs: 30_000, totalMs: 600_000, leastRoomBytes: 256 * 2 ** 20};
const jpegQuality = 90;

export interface Limits extends RunLimits {
  /** With less room than this on the disk, a deck of which nothing came is not at fault. */
  readonly leastRoomBytes: number;
}

export interface LibreOfficeOptions {
  readonly programs: Programs;
  /** The folder of `player.html`. */
  readonly player: string;
  /** For what is kept between conversions. */
  readonly scratch: string;
  /** Of every program that is run. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly limits?: Limits;
}

type Size = Pick<Deck, 'width' | 'height'>;

/** Paths of the images of each page. */
interface Images {
  readonly x1: readonly string[];
  readonly x2: readonly string[];
}

/** Makes a PDF by LibreOffice, and of its pages images, text and links; notes and media come out of the source. */
export class LibreOfficeEngine implements DeckEngine {
  readonly #programs: Programs;
  readonly #player: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #limits: Limits;
  readonly #soffice: Soffice;
  readonly #exit = new AbortController();

  constructor({programs, player, scratch, environment = {}, limits = usualLimits}: LibreOfficeOptions) {
    this.#programs = programs;
    this.#player = player;
    this.#environment = environment;
    this.#limits = limits;
    this.#soffice = new Soffice({program: programs.soffice, scratch, environment, limits});
    process.once('exit', () => {
      this.#exit.abort();
      this.#soffice.removeProfiles();
    });
  }

  async convert(given: ConvertRequest): Promise<Converted> {
    const request = {...given, signal: AbortSignal.any([given.signal, this.#exit.signal])};
    const work = await mkdtemp(join(request.folder, '.work-'));
    try {
      return await withSource(request.sourcePath, wideLimits, (source) => this.#convert(source, request, work));
    } catch (error) {
      throw error instanceof TookTooLong ? refuse('too-long', {cause: error}) : error;
    } finally {
      // One of two programs may only just be ending.
      await rm(work, {recursive: true, force: true, maxRetries: 5});
    }
  }

  async #convert(source: OpenSource, {sourcePath, fileName, folder, signal}: ConvertRequest, work: string) {
    const {size, slides: inSource} = await source.read(signal);
    if (inSource.every(({hidden}) => hidden)) throw refuse('all-hidden');
    const pdf = await this.#makePdf(sourcePath, source.format, work, signal);
    const pages = await this.#readText(pdf, work, signal);
    const [first] = pages;
    if (first === undefined) throw await this.#nothingCame(work);
    // A page is rounded to hundredths of a millimetre.
    const {width, height} = size ?? first;
    if (Math.max(width, height) > largestSlide) throw refuse('damaged');
    const [images, links] = await Promise.all([this.#draw(pdf, {width, height}, work, signal), readLinks(pdf)]);
    // Where pages and slides do not agree, a slide's own words must not come to stand at another.
    const told = inSource.length === pages.length ? inSource : [];
    const shown = [...pages.keys()].filter((page) => told[page]?.hidden !== true);
    const ofShown = shown.flatMap((page) => told[page] ?? []);
    const mediaPaths = await extractMedia(source, ofShown, folder, signal);
    await mkdir(join(folder, 'slides'));
    const slides = shown.map(async (page, at): Promise<Slide> => {
      const {title, notes, media = []} = told[page] ?? {};
      return {
        ...(title !== undefined && {title}),
        ...(notes !== undefined && {notes}),
        image: await keepImages(images, page, at, folder),
        text: pages[page]?.lines ?? [],
        links: (links[page] ?? []).flatMap((link) => toShown(link, shown)),
        media: media.map((each) => ({...each, path: mediaPaths.get(each.path) ?? each.path})),
      };
    });
    const deck: Deck = {format: deckFormat, title: titleOf(fileName), width, height, slides: await Promise.all(slides)};
    const shell = await readFile(join(this.#player, 'player.html'), 'utf8');
    await writeFile(join(folder, 'index.html'), deckPage(shell, deck));
    return {totalPages: shown.length};
  }

  async #makePdf(sourcePath: string, format: OpenSource['format'], work: string, signal: AbortSignal) {
    const own = join(work, `source.${format}`);
    // Under a name of ours, its ending being what it is. The bytes are not copied where that can be helped.
    await link(sourcePath, own).catch(() => copyFile(sourcePath, own));
    await this.#soffice.convertToPdf(own, work, signal);
    const pdf = join(work, 'source.pdf');
    const {size} = await stat(pdf).catch(() => ({size: 0}));
    if (size === 0) throw await this.#nothingCame(work);
    return pdf;
  }

  /** LibreOffice does not say so when the disk is full. */
  async #nothingCame(work: string): Promise<Error> {
    const {bavail, bsize} = await statfs(work);
    return bavail * bsize < this.#limits.leastRoomBytes ? new Error('the disk is full') : refuse('damaged');
  }

  async #readText(pdf: string, work: string, signal: AbortSignal): Promise<readonly TextPage[]> {
    const text = join(work, 'text.html');
    await this.#run(this.#programs.pdftotext, ['-q', '-bbox-layout', pdf, text], signal);
    return readTextLayer(await readFile(text, 'utf8'));
  }

  /** Draws every page at one and two image pixels for each CSS pixel. */
  async #draw(pdf: string, {width, height}: Size, work: string, signal: AbortSignal): Promise<Images> {
    const draw = async (scale: 1 | 2) => {
      const into = join(work, `${scale}x`);
      await mkdir(into);
      const size = ['-scale-to-x', `${Math.round(width * scale)}`, '-scale-to-y', `${Math.round(height * scale)}`];
      const options = ['-q', '-jpeg', '-jpegopt', `quality=${jpegQuality},optimize=y`, ...size];
      await this.#run(this.#programs.pdftocairo, [...options, pdf, join(into, 'slide')], signal);
      // Numbers are padded with zeros.
      return (await readdir(into)).toSorted().map((name) => join(into, name));
    };
    const [x1, x2] = await Promise.all([draw(1), draw(2)]);
    return {x1, x2};
  }

  #run(program: string, words: readonly string[], signal: AbortSignal): Promise<void> {
    return runProgram({program, arguments: words, environment: this.#environment, limits: this.#limits, signal});
  }
}

/** Gives a page's images their place in the H5. */
async function keepImages({x1, x2}: Images, page: number, at: number, folder: string): Promise<Slide['image']> {
  const [from1, from2] = [x1[page], x2[page]];
  if (from1 === undefined || from2 === undefined) throw new Error(`pdftocairo left out page ${page + 1}`);
  const image = {x1: `slides/${at + 1}.jpg`, x2: `slides/${at + 1}@2x.jpg`};
  await rename(from1, join(folder, image.x1));
  await rename(from2, join(folder, image.x2));
  return image;
}

/** A jump to a page becomes one to the slide that it is; one to a hidden slide is none. */
function toShown(link: Link, shown: readonly number[]): readonly Link[] {
  if ('href' in link) return [link];
  const slide = shown.indexOf(link.slide);
  return slide < 0 ? [] : [{...link, slide}];
}

/** @returns Where each film or sound lies in the H5, by its place in the source; one may be on many slides. */
async function extractMedia(
  source: OpenSource,
  slides: readonly SourceSlide[],
  folder: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const inSource = new Set(slides.flatMap(({media}) => media.map(({path}) => path)));
  const paths = new Map([...inSource].map((path, at) => [path, `media/${at + 1}${extname(path).toLowerCase()}`]));
  if (source.format !== 'pptx' || paths.size === 0) return new Map();
  await mkdir(join(folder, 'media'));
  for (const [path, to] of paths) await source.zip.extract(path, join(folder, to), signal);
  return paths;
}
