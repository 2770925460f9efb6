import {expect, test} from 'vitest';
import type {CompoundFile} from './compound-file.ts';
import {readPpt} from './ppt.ts';

const isContainer = 0xf;

function record(type: number, data: Buffer, head = 0): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt16LE(head, 0);
  start.writeUInt16LE(type, 2);
  start.writeUInt32LE(data.length, 4);
  return Buffer.concat([start, data]);
}

/** A document of so many slides, all of them the one that holds `records` empty records. */
function presentation(slides: number, records: number): CompoundFile {
  const persist = Buffer.alloc(20);
  persist.writeUInt32LE(1, 0);
  const list = record(4080, Buffer.concat(Array.from({length: slides}, () => record(1011, persist))), isContainer);
  const document = record(1000, list, isContainer);
  const slide = record(
    1006,
    Buffer.concat(Array.from({length: records}, () => record(1, Buffer.alloc(0)))),
    isContainer,
  );
  const directory = record(6002, numbers((2 << 20) | 0, 0, document.length));
  const edit = record(4085, numbers(0, 0, 0, document.length + slide.length));
  const stream = Buffer.concat([document, slide, directory, edit]);
  const user = Buffer.alloc(20);
  user.writeUInt32LE(document.length + slide.length + directory.length, 16);
  const streams = new Map([
    ['Current User', () => user],
    ['PowerPoint Document', () => stream],
  ]);
  return streams as unknown as CompoundFile;
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => bytes.writeUInt32LE(value, at * 4));
  return bytes;
}

test('slides are counted', () => {
  expect(readPpt(presentation(3, 5)).slides).toHaveLength(3);
});

test('one record that is named again and again is not walked for ever', () => {
  expect(() => readPpt(presentation(20_000, 20_000))).toThrow('损坏');
});
