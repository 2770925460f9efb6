import {expect, test} from 'vitest';
import {readAssociation} from './table-reader.ts';
import {associationTable} from './tables.ts';

const header = [0x00, 0x00, 0xb0, 17, 0, 1, 0xc1, 0, 0];
const sum = [1, 2, 3, 4];

test('the map of the first program is found, also behind the table of a network', () => {
  expect(readAssociation(associationTable(), 0)).toBe(0x1000);
  expect(readAssociation(Uint8Array.of(...header, 0, 0, 0xe0, 0x10, 0, 7, 0xe1, 0x23, ...sum), 0)).toBe(0x123);
});

test('without a program there is no map', () => {
  expect(readAssociation(Uint8Array.of(...header.with(3, 13), 0, 0, 0xe0, 0x10, ...sum), 0)).toBeUndefined();
  expect(readAssociation(Uint8Array.of(0, 2, 0xb0, 13), 0)).toBeUndefined();
});
