import {must} from '../copy/reader-refusal.ts';

/** An identifier takes 4 bytes at most, a size 8 (RFC 8794, 5 and 6). */
export const MOST_HEADER_BYTES = 12;
const MOST_ID_BYTES = 4;
const MOST_NUMBER_BYTES = 8;

/** The head of an element (RFC 8794, 3). */
export interface ElementHeader {
  /** With its length marker, as in the tables of RFC 9559. */
  readonly id: number;
  readonly headerBytes: number;
  /** Of its content; `undefined` where the writer did not know. */
  readonly bytes: number | undefined;
}

/** An element that lies in memory. */
export interface Element {
  readonly id: number;
  readonly body: Uint8Array;
}

/** @throws ReaderRefusal where there is none. */
export function readHeader(bytes: Uint8Array, at = 0): ElementHeader {
  const idBytes = lengthOf(bytes, at);
  must(idBytes <= MOST_ID_BYTES, 'There is no element.');
  const size = readVariable(bytes, at + idBytes);
  const id = readUnsigned(bytes.subarray(at, at + idBytes));
  return {id, headerBytes: idBytes + size.length, bytes: size.isUnknown ? undefined : size.value};
}

/** The elements in a stretch of bytes. @throws ReaderRefusal unless they fill it. */
export function readElements(bytes: Uint8Array): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const {id, headerBytes, bytes: size} = readHeader(bytes, at);
    const from = at + headerBytes;
    must(size !== undefined && from + size <= bytes.length, 'An element is longer than the one around it.');
    at = from + size;
    elements.push({id, body: bytes.subarray(from, at)});
  }
  return elements;
}

/** A number that tells its own length (RFC 8794, 4). `isUnknown`: all its bits are set. */
export function readVariable(bytes: Uint8Array, at: number) {
  const length = lengthOf(bytes, at);
  const value = readUnsigned(bytes.subarray(at, at + length), 1 << (8 - length));
  // In 8 bytes both are rounded to the same.
  const isUnknown = value === 2 ** (7 * length) - 1;
  must(isUnknown || Number.isSafeInteger(value), 'A number is too large.');
  return {value, length, isUnknown};
}

/** @param marker A bit of the first byte that does not count. */
export function readUnsigned(bytes: Uint8Array, marker = 0): number {
  must(bytes.length <= MOST_NUMBER_BYTES, 'A number is too long.');
  return bytes.reduce((sum, byte, index) => sum * 256 + (index === 0 ? byte & ~marker : byte), 0);
}

/** By the zeros before the first bit that is set. */
function lengthOf(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  must(first > 0, 'There is no element.');
  must(at + length <= bytes.length, 'An element ends early.');
  return length;
}
