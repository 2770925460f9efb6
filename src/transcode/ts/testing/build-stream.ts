import {ByteSink} from '../../byte-sink.ts';
import {MemoryFile} from '../../testing/memory-file.ts';
import {writeAdtsHeader} from '../aac.ts';
import {PES_HEADROOM, TsMuxer, type Unit} from '../muxer.ts';

export const both = {video: true, audio: true};

/** A picture of one slice, of so many bytes. */
export function picture(type: number, size = 1000): Unit {
  const bytes = new Uint8Array(PES_HEADROOM + size).fill(0xab, PES_HEADROOM);
  bytes.set([0, 0, 0, 1, 9, 0xf0, 0, 0, 0, 1, type], PES_HEADROOM);
  return {bytes, end: bytes.length};
}

/** AAC frames of 100 bytes and their headers, 48 kHz. */
export function sound(frames: number): Unit {
  const frameBytes = 100;
  const bytes = new Uint8Array(PES_HEADROOM + frames * (frameBytes + 7)).fill(0xcd, PES_HEADROOM);
  for (let index = 0; index < frames; index += 1) {
    writeAdtsHeader(
      {objectType: 2, rateIndex: 3, channels: 2},
      frameBytes,
      bytes,
      PES_HEADROOM + index * (frameBytes + 7),
    );
  }
  return {bytes, end: bytes.length};
}

/** A transport stream with what `write` writes. */
export function muxed(write: (muxer: TsMuxer) => void, streams = both): Uint8Array {
  const file = new MemoryFile();
  const sink = new ByteSink(file);
  const muxer = new TsMuxer(sink, streams);
  muxer.startSegment();
  write(muxer);
  sink.flush();
  return file.bytes;
}

/** In ticks. */
export const times = (presentAt: number, decodeAt = presentAt) => ({presentAt, decodeAt});
