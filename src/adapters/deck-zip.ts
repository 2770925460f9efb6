import {BlobReader, ZipReader, type FileEntry} from '@zip.js/zip.js/lib/zip-core-native.js';
import {deckGenerator, type Deck} from '../../h5/deck.ts';
import {readDeck} from '../../h5/read-deck.ts';

export type DeckZipFault =
  'not-a-zip' | 'no-index' | 'outside' | 'too-large' | 'too-many' | 'encrypted' | 'ambiguous' | 'damaged';

/** Why a zip is not opened. */
export class DeckZipError extends Error {
  override readonly name = 'DeckZipError';
  readonly fault: DeckZipFault;

  constructor(fault: DeckZipFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/** What no honest deck comes near, and what would fill a device. */
export const deckZipLimits = {
  entries: 20_000,
  /** Of all files, unpacked. */
  totalBytes: 4_000_000_000,
  indexBytes: 64_000_000,
  /** Unpacked to packed, of a file that is larger than `ratioFromBytes`. */
  ratio: 200,
  ratioFromBytes: 10_000_000,
};
export type DeckZipLimits = typeof deckZipLimits;

const indexName = 'index.html';
const options = {useWebWorkers: false, checkSignature: true, checkOverlappingEntry: true} as const;
/** Names are judged here, so that the reason can be told. */
const readerOptions = {...options, filenameValidation: 'tolerant'} as const;

/** The files of a deck, as they lie in its zip; each is unpacked when it is read. */
export class DeckZip {
  readonly #files: ReadonlyMap<string, FileEntry>;

  constructor(files: ReadonlyMap<string, FileEntry>) {
    this.#files = files;
  }

  get paths(): Iterable<string> {
    return this.#files.keys();
  }

  /** @throws DeckZipError `damaged`, also when there is no such file. */
  async read(path: string, signal?: AbortSignal): Promise<Blob> {
    const entry = this.#files.get(path);
    if (!entry) throw new DeckZipError('damaged', `${path} is not in the deck.`);
    return await unpacked(entry, signal);
  }

  async indexHtml(): Promise<string> {
    return await (await this.read(indexName)).text();
  }
}

/**
 * Reads the directory of a zip.
 *
 * @throws DeckZipError when it is none, or not safe to unpack.
 */
export async function openDeckZip(zip: Blob, limits: DeckZipLimits = deckZipLimits): Promise<DeckZip> {
  const files = new Map<string, FileEntry>();
  let count = 0;
  let total = 0;
  try {
    for await (const entry of new ZipReader(new BlobReader(zip), readerOptions).getEntriesGenerator()) {
      count += 1;
      if (count > limits.entries) throw new DeckZipError('too-many', `There are more than ${limits.entries} files.`);
      if (isOutside(entry.filename) || entry.symlink) {
        throw new DeckZipError('outside', `${entry.filename} would lie outside of the deck.`);
      }
      if (entry.encrypted) throw new DeckZipError('encrypted', `${entry.filename} is encrypted.`);
      if (entry.directory) continue;
      if (files.has(entry.filename)) throw new DeckZipError('ambiguous', `${entry.filename} is there twice.`);
      total += entry.uncompressedSize;
      if (total > limits.totalBytes || isBomb(entry, limits)) {
        throw new DeckZipError('too-large', `${entry.filename} would unpack to too much.`);
      }
      files.set(entry.filename, entry);
    }
  } catch (error) {
    if (error instanceof DeckZipError) throw error;
    throw new DeckZipError('not-a-zip', 'This is no zip, or one that was cut.', {cause: error});
  }
  const index = files.get(indexName);
  if (!index) throw new DeckZipError('no-index', `There is no ${indexName}.`);
  if (index.uncompressedSize > limits.indexBytes) throw new DeckZipError('too-large', `${indexName} is too large.`);
  return new DeckZip(files);
}

/** What a whole zip turned out to be. */
export interface CheckedDeck {
  /** Another maker's: we cannot say which files its pages will ask for. */
  readonly isForeign: boolean;
  readonly totalPages?: number;
}

/**
 * Unpacks all of a zip once, to nowhere.
 *
 * @throws DeckZipError when a file is damaged, or one that our own page needs is missing; and as {@link openDeckZip}.
 */
export async function checkDeckZip(
  zip: Blob,
  {signal, limits = deckZipLimits}: {readonly signal?: AbortSignal; readonly limits?: DeckZipLimits} = {},
): Promise<CheckedDeck> {
  const files = await openDeckZip(zip, limits);
  const paths = new Set(files.paths);
  for (const path of paths) {
    signal?.throwIfAborted();
    await files.read(path, signal);
  }
  const deck = ourDeck(await files.indexHtml());
  if (!deck) return {isForeign: true};
  const missing = pathsOf(deck).find((path) => !paths.has(path));
  if (missing !== undefined) throw new DeckZipError('damaged', `${missing} is not in the deck.`);
  return {isForeign: false, ...(!deck.embedded && {totalPages: deck.slides.length})};
}

/** The deck of a page that our own player is in. */
export function ourDeck(page: string): Deck | undefined {
  const isOurs = new RegExp(`<meta\\s+name="generator"\\s+content="${deckGenerator}"`).test(page);
  return isOurs ? readDeck(page) : undefined;
}

function pathsOf({slides, embedded}: Deck): readonly string[] {
  return [
    ...(embedded ? [embedded.source, embedded.renderer] : []),
    ...slides.flatMap(({image, media}) => [image.x1, image.x2, ...media.map(({path}) => path)]),
  ];
}

function isOutside(path: string): boolean {
  return /^\/|^[a-z]:|[\\\0]|(?:^|\/)\.\.?(?:\/|$)/i.test(path) || path === '';
}

function isBomb({uncompressedSize, compressedSize}: FileEntry, {ratio, ratioFromBytes}: DeckZipLimits): boolean {
  return uncompressedSize > ratioFromBytes && uncompressedSize > ratio * Math.max(1, compressedSize);
}

/** No more than the directory says: a file that goes on is damaged. */
async function unpacked(entry: FileEntry, signal: AbortSignal | undefined): Promise<Blob> {
  const {uncompressedSize: size, filename} = entry;
  const {readable, writable} = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>(new AtMost(size));
  const blob = new Response(readable).blob();
  try {
    await Promise.all([entry.getData(writable, {...options, ...(signal && {signal})}), blob]);
  } catch (error) {
    signal?.throwIfAborted();
    throw new DeckZipError('damaged', `${filename} cannot be unpacked.`, {cause: error});
  }
  return await blob;
}

class AtMost implements Transformer<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  transform(chunk: Uint8Array<ArrayBuffer>, controller: TransformStreamDefaultController<Uint8Array<ArrayBuffer>>) {
    this.#left -= chunk.length;
    if (this.#left < 0) throw new RangeError('There is more than was said.');
    controller.enqueue(chunk);
  }
}
