import {afterEach, expect, test, vi} from 'vitest';
import {joined} from '../joined.ts';
import {BlockReader} from './block-reader.ts';
import {ReaderRefusal} from './reader-refusal.ts';

const blockBytes = 2 << 20;
const contents = Uint8Array.from({length: 5 * (1 << 20) + 77}, (_, index) => (index * index) >> 7);

/** Its streams end as told, each in turn: after so many bytes they go silent, or fail. */
class FaultyFile extends Blob {
  readonly #silentAfter: number[];
  readonly #failing: boolean;
  opened = 0;

  constructor(silentAfter: number[], failing = false) {
    super([contents]);
    this.#silentAfter = silentAfter;
    this.#failing = failing;
  }

  override slice(from = 0, to = this.size): Blob {
    this.opened += 1;
    const limit = from + (this.#silentAfter.shift() ?? Infinity);
    const isFailing = this.#failing;
    let at = from;
    const pull = async (controller: ReadableByteStreamController) => {
      const view = controller.byobRequest?.view;
      if (!view) return;
      if (isFailing) throw new DOMException('It has gone.', 'NotFoundError');
      if (at >= limit) await new Promise(() => undefined);
      const piece = contents.subarray(at, Math.min(at + view.byteLength, at + 100_000, to));
      if (piece.length === 0) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      new Uint8Array(view.buffer, view.byteOffset).set(piece);
      at += piece.length;
      controller.byobRequest?.respond(piece.length);
    };
    return Object.assign(new Blob(), {stream: () => new ReadableStream({type: 'bytes', pull})});
  }
}

afterEach(() => {
  vi.useRealTimers();
});

async function readAll(reader: BlockReader): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < contents.length; at += parts.at(-1)?.length ?? 0) {
    await reader.advance(at);
    expect(reader.current?.from).toBe(at);
    parts.push((reader.current?.bytes ?? new Uint8Array()).slice());
  }
  return joined(parts);
}

test('a file comes in blocks, one after the other', async () => {
  const reader = new BlockReader(new Blob([contents]), 0, contents.length, 0);

  expect(Buffer.compare(await readAll(reader), contents)).toBe(0);
  await expect(reader.advance(contents.length)).rejects.toThrow(ReaderRefusal);
});

test('what is not done with in a block is the beginning of the next one', async () => {
  const reader = new BlockReader(new Blob([contents]), 0, contents.length, 0);
  await reader.advance(0);
  await reader.advance(blockBytes - 1000);

  expect(reader.current?.from).toBe(blockBytes - 1000);
  expect(
    Buffer.compare(
      reader.current?.bytes ?? new Uint8Array(),
      contents.subarray(blockBytes - 1000, 2 * blockBytes - 1000),
    ),
  ).toBe(0);
});

test('a read that never ends is begun again, as often as it takes', async () => {
  vi.useFakeTimers();
  // At once; in the middle of the first block; in the second one.
  const file = new FaultyFile([0, 1_234_567, blockBytes + 500_000]);
  const reading = readAll(new BlockReader(file, 0, contents.length, 0));
  await vi.advanceTimersByTimeAsync(60_000);

  expect(Buffer.compare(await reading, contents)).toBe(0);
  expect(file.opened).toBe(4);
});

test('a read that fails is refused', async () => {
  const reader = new BlockReader(new FaultyFile([], true), 0, contents.length, 0);

  await expect(reader.advance(0)).rejects.toThrow(ReaderRefusal);
});
