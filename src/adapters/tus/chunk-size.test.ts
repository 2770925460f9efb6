import {expect, test} from 'vitest';
import {ChunkSize} from './chunk-size.ts';

const mebibyte = 1 << 20;

test('a fast line reaches 64 MiB with its second chunk and stays there', () => {
  const size = new ChunkSize();
  const sent: number[] = [];
  for (let i = 0; i < 4; i++) {
    sent.push(size.bytes / mebibyte);
    size.acknowledged(size.bytes, 10);
  }

  expect(sent).toEqual([4, 64, 64, 64]);
});

test('a chunk aims at five seconds', () => {
  const size = new ChunkSize();

  size.acknowledged(4 * mebibyte, 2_500);

  expect(size.bytes).toBe(8 * mebibyte);
});

test('a slow line gets small chunks, but none below 256 KiB', () => {
  const size = new ChunkSize();
  for (let i = 0; i < 5; i++) size.acknowledged(size.bytes, 600_000);

  expect(size.bytes).toBe(256 << 10);
});

test('failures halve it', () => {
  const size = new ChunkSize();

  size.failed();

  expect(size.bytes).toBe(2 * mebibyte);
});

test('the small chunk at a file’s end tells nothing of the speed', () => {
  const size = new ChunkSize();

  size.acknowledged(1_000, 100);

  expect(size.bytes).toBe(4 * mebibyte);
});

test('a size that was refused is never tried again', () => {
  const size = new ChunkSize();

  const goesOn = size.refused(4 * mebibyte);
  for (let i = 0; i < 5; i++) size.acknowledged(size.bytes, 10);

  expect(goesOn).toBe(true);
  expect(size.bytes).toBe(2 * mebibyte);
});

test('a server that refuses the smallest chunks refuses the file', () => {
  expect(new ChunkSize().refused(20 << 10)).toBe(false);
});
