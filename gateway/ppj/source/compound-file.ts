/** The streams of an OLE2 compound file ([MS-CFB]) by name; each is read when asked for. */
export type CompoundFile = ReadonlyMap<string, () => Buffer>;

/** A compound file that contradicts itself. */
export class CompoundFileError extends Error {
  override readonly name = 'CompoundFileError';
}

export const compoundMagic = Buffer.from('d0cf11e0a1b11ae1', 'hex');

const firstSpecial = 0xfffffffa;
const smallStreamBytes = 4096;
const smallSectorBytes = 64;
const entryBytes = 128;
const [streamType, rootType] = [2, 5];

/**
 * Reads the directory of a compound file.
 *
 * @throws CompoundFileError; also by the streams.
 */
export function openCompoundFile(file: Buffer): CompoundFile {
  if (file.length < 512 || !file.subarray(0, 8).equals(compoundMagic)) throw new CompoundFileError('no header');
  const sectorBytes = 2 ** file.readUInt16LE(30);
  if (sectorBytes !== 512 && sectorBytes !== 4096) throw new CompoundFileError('no such sectors');
  const sector = (at: number) => {
    const start = (at + 1) * sectorBytes;
    if (start >= file.length) throw new CompoundFileError(`no sector ${at}`);
    return file.subarray(start, start + sectorBytes);
  };
  const table = numbersIn(Buffer.concat(tableSectors(file, sector, sectorBytes).map(sector)));
  const read = (first: number) => Buffer.concat(chain(table, first).map(sector));

  const directory = read(file.readUInt32LE(48));
  const entries = Array.from({length: Math.floor(directory.length / entryBytes)}, (_, at) =>
    directory.subarray(at * entryBytes, (at + 1) * entryBytes),
  );
  const root = entries.find((entry) => entry[66] === rootType);
  if (root === undefined) throw new CompoundFileError('no root');
  const readSmall = (first: number) => {
    const container = read(root.readUInt32LE(116));
    const smallTable = numbersIn(read(file.readUInt32LE(60)));
    return Buffer.concat(
      chain(smallTable, first).map((at) => container.subarray(at * smallSectorBytes, (at + 1) * smallSectorBytes)),
    );
  };
  return new Map(
    entries
      .filter((entry) => entry[66] === streamType)
      .map((entry) => {
        const name = entry.subarray(0, Math.max(0, Math.min(64, entry.readUInt16LE(64)) - 2)).toString('utf16le');
        const [first, size] = [entry.readUInt32LE(116), entry.readUInt32LE(120)];
        return [name, () => (size < smallStreamBytes ? readSmall(first) : read(first)).subarray(0, size)];
      }),
  );
}

/** Sectors of the allocation table: 109 are named in the header, more in sectors that each name the next. */
function tableSectors(file: Buffer, sector: (at: number) => Buffer, sectorBytes: number): readonly number[] {
  const sectors = numbersIn(file.subarray(76, 512)).filter(isSector);
  const most = file.length / sectorBytes;
  for (let next = file.readUInt32LE(68), seen = 0; isSector(next); seen += 1) {
    const numbers = numbersIn(sector(next));
    next = numbers.pop() ?? firstSpecial;
    sectors.push(...numbers.filter(isSector));
    if (Math.max(sectors.length, seen) > most) throw new CompoundFileError('a table of more sectors than there are');
  }
  return sectors;
}

function chain(table: readonly number[], first: number): readonly number[] {
  const sectors: number[] = [];
  for (let at = first; isSector(at); at = table[at] ?? firstSpecial) {
    if (sectors.length > table.length) throw new CompoundFileError('a chain without an end');
    sectors.push(at);
  }
  return sectors;
}

function isSector(number: number): boolean {
  return number < firstSpecial;
}

function numbersIn(buffer: Buffer): number[] {
  return Array.from({length: Math.floor(buffer.length / 4)}, (_, at) => buffer.readUInt32LE(at * 4));
}
