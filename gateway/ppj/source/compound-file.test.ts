import {expect, test} from 'vitest';
import {makeCompoundFile} from '../../testing/make-source.ts';
import {CompoundFileError, openCompoundFile} from './compound-file.ts';

const sectorBytes = 512;
const words = Buffer.from('words '.repeat(1000));

test('a table that goes on in sectors of its own is read', () => {
  const file = withTableSectors(makeCompoundFile({Workbook: words}), 1, 0xffffffff);

  expect(openCompoundFile(file).get('Workbook')?.()).toEqual(words);
});

test('a table whose one sector is named a hundred thousand times is refused', () => {
  const file = withTableSectors(makeCompoundFile({Workbook: words}), 800, 0);

  expect(() => openCompoundFile(file)).toThrow(CompoundFileError);
});

test('a table and a stream that go round are refused', () => {
  const roundTable = withTableSectors(makeCompoundFile({Workbook: words}), 2, 0xffffffff);
  const [header, first] = [roundTable.readUInt32LE(68), sectorBytes - 4];
  roundTable.writeUInt32LE(header, (header + 2) * sectorBytes + first);
  const roundStream = makeCompoundFile({Workbook: words});
  // Its third sector leads back to its second.
  roundStream.writeUInt32LE(2, sectorBytes + 3 * 4);

  expect(() => openCompoundFile(roundTable)).toThrow(CompoundFileError);
  expect(() => openCompoundFile(roundStream).get('Workbook')?.()).toThrow(CompoundFileError);
});

/** The file with so many sectors that each name one sector of the table 127 times, and then the next of them. */
function withTableSectors(file: Buffer, count: number, named: number): Buffer {
  const first = file.length / sectorBytes - 1;
  const sectors = Array.from({length: count}, (_, at) => {
    const sector = Buffer.alloc(sectorBytes);
    for (let offset = 0; offset < sectorBytes; offset += 4) sector.writeUInt32LE(named, offset);
    sector.writeUInt32LE(at + 1 === count ? 0xfffffffe : first + at + 1, sectorBytes - 4);
    return sector;
  });
  const longer = Buffer.concat([file, ...sectors]);
  longer.writeUInt32LE(first, 68);
  return longer;
}
