import {createWriteStream} from 'node:fs';
import {open} from 'node:fs/promises';
import {Writable} from 'node:stream';
import type {FileHandle} from 'node:fs/promises';
import {Reader, ZipReader} from '@zip.js/zip.js';
import type {FileEntry} from '@zip.js/zip.js';
import {DeckRefused} from '../deck-engine.ts';
import {refuse} from './refusals.ts';

export interface ZipLimits {
  readonly entries: number;
  /** Of all entries together, unpacked. */
  readonly totalBytes: number;
  /** Of one entry, unpacked. */
  readonly entryBytes: number;
}

/** For decks that LibreOffice reads: beyond what presentations with films are. */
export const wideLimits: ZipLimits = {entries: 20_000, totalBytes: 2 ** 31, entryBytes: 2 ** 30};

/** A deck's XML and pictures become this much smaller at most; a bomb's zeros a thousand times. */
const largestRatio = 150;
const smallBytes = 64 * 2 ** 20;
/** Of XML; what is not packed is no bomb. Reading XML holds up all else. */
const [smallTextBytes, textBytes, allTextBytes] = [2 ** 20, 32 * 2 ** 20, 128 * 2 ** 20];

/** A zip that was looked over: it holds no more than the limits allow. */
export class Zip {
  readonly #entries: ReadonlyMap<string, FileEntry>;
  #textLeft = allTextBytes;

  constructor(entries: ReadonlyMap<string, FileEntry>) {
    this.#entries = entries;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /**
   * @returns An entry's text, or undefined when there is none of that name.
   * @throws DeckRefused when it, or all that was asked for so far, is more than a presentation has.
   */
  async text(name: string): Promise<string | undefined> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const chunks: Uint8Array[] = [];
    const honestBytes = Math.max(smallTextBytes, entry.compressedSize * largestRatio);
    await unpack(entry, Math.min(honestBytes, textBytes, this.#textLeft), (chunk) => void chunks.push(chunk));
    const bytes = Buffer.concat(chunks);
    this.#textLeft -= bytes.length;
    const [encoding] = (['utf-16le', 'utf-16be'] as const).filter(
      (_, at) => bytes[at] === 0xff && bytes[1 - at] === 0xfe,
    );
    return new TextDecoder(encoding ?? 'utf-8').decode(bytes);
  }

  /** Writes an entry to a file. */
  async extract(name: string, path: string, signal: AbortSignal): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new Error(`${name} is not in the zip; ask has() first`);
    const file = Writable.toWeb(createWriteStream(path)).getWriter();
    await unpack(entry, entry.uncompressedSize, (chunk) => file.write(chunk), signal);
    await file.close();
  }
}

/**
 * Opens a zip for as long as `use` runs.
 *
 * @throws DeckRefused when it is damaged, encrypted or beyond the limits.
 */
export async function withZip<T>(path: string, limits: ZipLimits, use: (zip: Zip) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await use(new Zip(await readEntries(file, limits)));
  } finally {
    await file.close();
  }
}

async function readEntries(file: FileHandle, limits: ZipLimits): Promise<ReadonlyMap<string, FileEntry>> {
  const {size} = await file.stat();
  const entries = new Map<string, FileEntry>();
  let total = 0;
  try {
    const reader = new ZipReader(new HandleReader(file, size), {useWebWorkers: false});
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory) continue;
      total += entry.uncompressedSize;
      const isBomb = total > smallBytes && total > size * largestRatio;
      if (isBomb || total > limits.totalBytes || entry.uncompressedSize > limits.entryBytes) throw refuse('too-large');
      if (entries.size >= limits.entries) throw refuse('too-large');
      if (entry.encrypted) throw refuse('encrypted');
      entries.set(entry.filename, entry);
    }
  } catch (error) {
    throw translate(error);
  }
  return entries;
}

async function unpack(
  entry: FileEntry,
  mostBytes: number,
  write: (chunk: Uint8Array) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let left = mostBytes;
  const to = new WritableStream<Uint8Array>({
    write(chunk) {
      left -= chunk.length;
      if (left < 0) throw refuse('too-large');
      return write(chunk);
    },
  });
  try {
    await entry.getData(to, {useWebWorkers: false, checkSignature: true, ...(signal !== undefined && {signal})});
  } catch (error) {
    signal?.throwIfAborted();
    throw translate(error);
  }
}

/** What is wrong with the zip is the presentation's fault; what is wrong with the disk (`code`) is not. */
function translate(error: unknown): unknown {
  if (error instanceof DeckRefused || (error as NodeJS.ErrnoException).code !== undefined) return error;
  return refuse('damaged', {cause: error});
}

class HandleReader extends Reader<FileHandle> {
  readonly #file: FileHandle;

  constructor(file: FileHandle, size: number) {
    super(file);
    this.#file = file;
    this.size = size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    // Only a directory of far too many entries is read in a piece like this.
    if (length > smallBytes) throw refuse('too-large');
    const {buffer, bytesRead} = await this.#file.read(Buffer.alloc(length), 0, length, index);
    return buffer.subarray(0, bytesRead);
  }
}
