import {Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter} from '@zip.js/zip.js';
import {compoundMagic} from '../ppj/source/compound-file.ts';

export async function zipOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), {useWebWorkers: false});
  for (const [name, bytes] of Object.entries(files)) await writer.add(name, new Uint8ArrayReader(bytes));
  return Buffer.from(await writer.close());
}

/** A zip again, with some of its entries changed; undefined leaves one out. */
export async function editZip(
  zip: Buffer,
  change: (name: string, bytes: Buffer) => Buffer | undefined,
): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), {useWebWorkers: false});
  for (const entry of await new ZipReader(new Uint8ArrayReader(zip), {useWebWorkers: false}).getEntries()) {
    if (entry.directory) continue;
    const bytes = change(entry.filename, Buffer.from(await entry.getData(new Uint8ArrayWriter())));
    if (bytes !== undefined) await writer.add(entry.filename, new Uint8ArrayReader(bytes));
  }
  return Buffer.from(await writer.close());
}

/** A compound file ([MS-CFB]) of some streams; 60 kB in all at most. */
export function makeCompoundFile(streams: Readonly<Record<string, Buffer>>): Buffer {
  const end = 0xfffffffe;
  const table = [0xfffffffd];
  const sectors: Buffer[] = [];
  const place = (bytes: Buffer) => {
    const first = table.length;
    const count = Math.ceil(bytes.length / 512);
    for (let at = 1; at <= count; at += 1) table.push(at === count ? end : first + at);
    sectors.push(Buffer.concat([bytes], count * 512));
    return first;
  };
  // Streams of less than 4096 bytes would lie elsewhere.
  const entries = Object.entries(streams).map(([name, bytes]) => {
    const padded = Buffer.concat([bytes], Math.max(4096, bytes.length));
    return directoryEntry(name, 2, place(padded), padded.length);
  });
  const directory = place(Buffer.concat([directoryEntry('Root Entry', 5, end, 0), ...entries]));

  const header = Buffer.alloc(512, 0xff);
  compoundMagic.copy(header);
  header.fill(0, 8, 76);
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(directory, 48);
  header.writeUInt32LE(end, 60);
  header.writeUInt32LE(end, 68);
  header.writeUInt32LE(0, 76);
  const tableSector = Buffer.alloc(512, 0xff);
  table.forEach((next, at) => tableSector.writeUInt32LE(next, at * 4));
  return Buffer.concat([header, tableSector, ...sectors]);
}

function directoryEntry(name: string, type: number, first: number, size: number): Buffer {
  const entry = Buffer.alloc(128);
  entry.write(name, 'utf16le');
  entry.writeUInt16LE(name.length * 2 + 2, 64);
  entry[66] = type;
  entry.writeUInt32LE(first, 116);
  entry.writeUInt32LE(size, 120);
  return entry;
}
