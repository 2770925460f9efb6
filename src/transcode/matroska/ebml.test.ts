import {expect, test} from 'vitest';
import {ReaderRefusal} from '../copy/reader-refusal.ts';
import {readElements, readHeader, readVariable} from './ebml.ts';

// prettier-ignore
test.each([
  ['82',               {value: 2, length: 1, isUnknown: false}],
  ['4002',             {value: 2, length: 2, isUnknown: false}],
  ['10000002',         {value: 2, length: 4, isUnknown: false}],
  ['01001fffffffffff', {value: 2 ** 45 - 1, length: 8, isUnknown: false}],
  ['ff',               {value: 127, length: 1, isUnknown: true}],
  ['7fff',             {value: 2 ** 14 - 1, length: 2, isUnknown: true}],
  ['01ffffffffffffff', {value: 2 ** 56, length: 8, isUnknown: true}],
])('RFC 8794, 4: %s is read as %j', (hex, expected) => {
  expect(readVariable(Buffer.from(hex, 'hex'), 0)).toEqual(expected);
});

test.each(['00', '01', '0102', '41', '0140000000000000'])('%s is no number', (hex) => {
  expect(() => readVariable(Buffer.from(hex, 'hex'), 0)).toThrow(ReaderRefusal);
});

test('a header tells what comes, and how much of it', () => {
  expect(readHeader(Buffer.from('1f43b67584', 'hex'))).toEqual({id: 0x1f43b675, headerBytes: 5, bytes: 4});
  expect(readHeader(Buffer.from('00a301ffffffffffffff', 'hex'), 1)).toEqual({
    id: 0xa3,
    headerBytes: 9,
    bytes: undefined,
  });
  expect(() => readHeader(Buffer.from('0841000000', 'hex'))).toThrow(/no element/);
});

test('elements fill what they lie in', () => {
  const bodies = readElements(Buffer.from('ec81aae782bbcc', 'hex')).map(({id, body}) => [
    id,
    Buffer.from(body).toString('hex'),
  ]);

  expect(bodies).toEqual([
    [0xec, 'aa'],
    [0xe7, 'bbcc'],
  ]);
  expect(() => readElements(Buffer.from('ec82aa', 'hex'))).toThrow(/longer than the one around it/);
  expect(() => readElements(Buffer.from('ecffaa', 'hex'))).toThrow(ReaderRefusal);
});
