import {expect, test} from 'vitest';
import type {PacketSource} from '../copy/packet-source.ts';
import {readTrack} from './movie.ts';
import {ReaderRefusal} from '../copy/reader-refusal.ts';
import {SampleStream} from './sample-stream.ts';
import {buildMp4, sampleByte, type PlannedTrack} from './testing/build-mp4.ts';

const mebibyte = 1 << 20;

function planned(id: number, sizes: readonly number[], samplesAChunk: number): PlannedTrack {
  const samples = sizes.map((bytes, index) => ({bytes, duration: 40, offset: 80, isKey: index % 12 === 0}));
  return {id, kind: 'avc1', timescale: 1000, samplesAChunk, samples, edits: [[0, 80]]};
}

function opened(plans: readonly PlannedTrack[], file = buildMp4(plans)) {
  const tracks = plans.map(({id}) => readTrack(file.moov, id, file.file.length));
  const stream = new SampleStream(new Blob([file.file]), tracks);
  return {stream, sources: tracks.map((track) => stream.source(track, undefined))};
}

async function expectSample(source: PacketSource | undefined, plan: PlannedTrack, index: number): Promise<void> {
  const packet = await source?.next();
  const planned = plan.samples[index];
  const bytes = new Uint8Array(planned?.bytes ?? 0).fill(sampleByte(plan.id - 1, index));
  expect(packet).toMatchObject({
    byteLength: planned?.bytes,
    timestamp: (index * 40) / 1000,
    duration: 0.04,
    type: planned?.isKey ? 'key' : 'delta',
  });
  expect(Buffer.from(packet?.data ?? []).equals(bytes), `sample ${String(index)}`).toBe(true);
}

test('each track gets its own samples, in whatever order they are asked for', async () => {
  // Over several blocks of 2 MiB; one sample is larger than a block, some are empty.
  const plans = [
    planned(1, [70_000, 5 * mebibyte, ...Array<number>(60).fill(90_001), 0, 12, 0], 4),
    planned(2, Array<number>(90).fill(333), 7),
  ];
  const {stream, sources} = opened(plans);

  const left = plans.map(({samples}) => samples.length);
  for (let turn = 0; left.some((count) => count > 0); turn += 1) {
    const track = (turn * turn) % 3 === 0 ? 0 : 1;
    const plan = plans[track];
    if (!plan || !left[track]) continue;
    await expectSample(sources[track], plan, plan.samples.length - left[track]);
    left[track] -= 1;
  }

  for (const source of sources) expect(await source.next()).toBeUndefined();
  await stream.close();
});

test('a track that lies far behind the other one is refused, not held in memory', async () => {
  const plans = [planned(1, Array<number>(40).fill(mebibyte), 40), planned(2, [100], 1)];
  const {sources} = opened(plans);

  await expect(sources[1]?.next()).rejects.toThrow(ReaderRefusal);
});

test('tracks that share their bytes are refused', async () => {
  const plans = [planned(1, [100], 1), planned(2, [100], 1)];
  const film = buildMp4(plans);
  const at = Buffer.from(film.file).lastIndexOf('stco') + 12;
  new DataView(film.file.buffer).setUint32(at, 24 + 50);
  const {sources} = opened(plans, film);

  await expect(sources[1]?.next()).rejects.toThrow(/share/);
});

test('a file that has become shorter is refused', async () => {
  const plans = [planned(1, [100, 3 * mebibyte], 1)];
  const {file, moov} = buildMp4(plans);
  const track = readTrack(moov, 1, file.length);
  const stream = new SampleStream(new Blob([file.subarray(0, mebibyte)]), [track]);
  const source = stream.source(track, undefined);

  expect((await source.next())?.byteLength).toBe(100);
  await expect(source.next()).rejects.toThrow(ReaderRefusal);
});

test('a file that can no longer be read is refused, and can be closed', async () => {
  const file = new (class extends Blob {
    override slice(): Blob {
      return this;
    }
    override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
      return new ReadableStream({type: 'bytes', pull: () => Promise.reject(new DOMException('', 'NotReadableError'))});
    }
  })();
  const {file: bytes, moov} = buildMp4([planned(1, [100], 1)]);
  const track = readTrack(moov, 1, bytes.length);
  const stream = new SampleStream(file, [track]);

  await expect(stream.source(track, undefined).next()).rejects.toThrow(ReaderRefusal);
  await stream.close();
});
