import {open, readFile} from 'node:fs/promises';
import {CompoundFileError, compoundMagic, openCompoundFile} from './compound-file.ts';
import type {CompoundFile} from './compound-file.ts';
import {withZip} from './open-zip.ts';
import type {Zip, ZipLimits} from './open-zip.ts';
import {readPpt} from './ppt.ts';
import {readPptx} from './pptx.ts';
import type {Source} from './pptx.ts';
import {refuse} from './refusals.ts';

/** A presentation, told by what is in it and not by its name. */
export type OpenSource =
  | {readonly format: 'pptx'; read(signal?: AbortSignal): Promise<Source>; readonly zip: Zip}
  | {readonly format: 'ppt'; read(signal?: AbortSignal): Promise<Source>};

const zipMagic = Buffer.from('PK');

/**
 * Opens a presentation for as long as `use` runs.
 *
 * @throws DeckRefused when it is empty, something else, encrypted, damaged or too large.
 */
export async function withSource<T>(
  path: string,
  limits: ZipLimits,
  use: (source: OpenSource) => Promise<T>,
): Promise<T> {
  const magic = await firstBytes(path);
  if (magic.length === 0) throw refuse('empty');
  if (magic.subarray(0, 2).equals(zipMagic)) {
    return withZip(path, limits, (zip) => use({format: 'pptx', read: (signal) => readPptx(zip, signal), zip}));
  }
  if (!magic.equals(compoundMagic)) throw refuse('not-a-deck');
  const file = openOffice97(await readFile(path));
  return use({format: 'ppt', read: async () => inOwnWords(() => readPpt(file))});
}

function openOffice97(bytes: Buffer): CompoundFile {
  const file = inOwnWords(() => openCompoundFile(bytes));
  // A `.pptx` with a password is a compound file around what is encrypted ([MS-OFFCRYPTO]).
  if (file.has('EncryptedPackage')) throw refuse('encrypted');
  if (!file.has('PowerPoint Document')) throw refuse('not-a-deck');
  return file;
}

/** A RangeError is a place in the file that leads out of it. */
function inOwnWords<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CompoundFileError || error instanceof RangeError) throw refuse('damaged', {cause: error});
    throw error;
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(compoundMagic.length), 0, compoundMagic.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
