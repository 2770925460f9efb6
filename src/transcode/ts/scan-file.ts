import type {Segment} from '../hls/playlist.ts';
import {TsScanner, type StreamFindings} from './scanner.ts';

const BLOCK_BYTES = 1 << 20;

/** A segment's place in the file. */
type ByteRange = Pick<Segment, 'offset' | 'bytes'>;

/** Reads every packet of a file, a block at a time. */
export function scanFile(
  file: FileSystemSyncAccessHandle,
  ranges: readonly ByteRange[],
  alive: () => void,
): StreamFindings {
  const scanner = new TsScanner();
  const block = new Uint8Array(BLOCK_BYTES);
  for (const {offset, bytes} of ranges) {
    scanner.startSegment();
    for (let done = 0; done < bytes;) {
      const count = file.read(block.subarray(0, Math.min(BLOCK_BYTES, bytes - done)), {at: offset + done});
      if (count <= 0) break;
      scanner.push(block.subarray(0, count));
      done += count;
      alive();
    }
  }
  return scanner.finish();
}

/** The same segments with the lengths that are really in the stream, up to the start of the next one. Pure. */
export function measureSegments(ranges: readonly ByteRange[], found: StreamFindings): readonly Segment[] {
  const starts = [found.start, ...found.segmentStarts.slice(1), found.end];
  return ranges.map(({offset, bytes}, index) => {
    const start = starts[index] ?? found.end;
    return {offset, bytes, seconds: Math.max(0, (starts[index + 1] ?? found.end) - start)};
  });
}
