import type {Packet, PacketSource} from '../copy/packet-source.ts';
import {BlockReader, type Block} from '../copy/block-reader.ts';
import type {Mp4Track} from './movie.ts';
import {must} from '../copy/reader-refusal.ts';

/** A sample's bytes, and the block they lie in. */
interface Held {
  readonly data: Uint8Array;
  readonly block: Block;
}

/** Where one track stands. */
interface Cursor {
  readonly track: Mp4Track;
  /** When the last picture is shown, in units of the track's time scale. */
  readonly lastShown: number;
  /** Samples that were read before their turn. */
  readonly held: Held[];
  /** The next one to be read. */
  toRead: number;
  /** The next one to be given. */
  toGive: number;
  given: Held | undefined;
}

/**
 * Reads the samples of several tracks in one go from the front of a file to its end.
 *
 * What a track is not yet asked for is held meanwhile. A packet's bytes are valid until its track is asked for the next.
 */
export class SampleStream {
  readonly #cursors: readonly Cursor[];
  readonly #blocks: BlockReader;
  /** Where the sample that was read last ends. */
  #end: number;

  /** @throws ReaderRefusal where the browser cannot read so. */
  constructor(file: Blob, tracks: readonly Mp4Track[]) {
    this.#cursors = tracks.map((track) => ({
      track,
      lastShown: track.presentTimes.reduce((last, time) => Math.max(last, time), -Infinity),
      held: [],
      toRead: 0,
      toGive: 0,
      given: undefined,
    }));
    this.#end = Math.min(file.size, ...tracks.filter(({count}) => count > 0).map(({offsets}) => offsets[0] ?? 0));
    const ends = tracks.map(({count, offsets, sizes}) => (offsets[count - 1] ?? 0) + (sizes[count - 1] ?? 0));
    this.#blocks = new BlockReader(file, this.#end, Math.max(...ends), Math.max(...tracks.map(largestSample)));
  }

  /** The packets of one of the tracks. @param record What its decoder has to know. */
  source(track: Mp4Track, record: Uint8Array | undefined): PacketSource {
    const cursor = this.#cursors.find((each) => each.track === track);
    if (!cursor) throw new Error('Name the track to the constructor first.');
    return {record: () => Promise.resolve(record), next: () => this.#next(cursor)};
  }

  /** Ends the reading. */
  close(): Promise<void> {
    return this.#blocks.close();
  }

  async #next(cursor: Cursor): Promise<Packet | undefined> {
    if (cursor.given) this.#blocks.release(cursor.given.block);
    cursor.given = undefined;
    if (cursor.toGive === cursor.track.count) return undefined;
    while (cursor.held.length === 0) {
      const next = this.#nextInFile();
      if (!this.#take(next)) await this.#blocks.advance(offsetOf(next));
    }
    cursor.given = cursor.held.shift();
    return cursor.given && packetOf(cursor, cursor.given.data);
  }

  /** Holds the next sample of a track; false when the current block does not have all of it. */
  #take(cursor: Cursor): boolean {
    const block = this.#blocks.current;
    const offset = offsetOf(cursor);
    const size = cursor.track.sizes[cursor.toRead] ?? 0;
    must(offset >= this.#end, 'Two tracks share their samples.');
    if (!block || (size > 0 && offset + size > block.from + block.bytes.length)) return false;
    const from = offset - block.from;
    cursor.held.push({data: block.bytes.subarray(from, from + size), block: this.#blocks.hold()});
    cursor.toRead += 1;
    this.#end = offset + size;
    return true;
  }

  #nextInFile(): Cursor {
    let found: Cursor | undefined;
    for (const cursor of this.#cursors) if (!found || offsetOf(cursor) < offsetOf(found)) found = cursor;
    if (!found) throw new Error('Name a track to the constructor.');
    return found;
  }
}

function largestSample({sizes}: Mp4Track): number {
  return sizes.reduce((largest, size) => Math.max(largest, size), 0);
}

/** `Infinity` after the last sample. */
function offsetOf({track, toRead}: Cursor): number {
  return track.offsets[toRead] ?? Infinity;
}

/** The next packet of a track, as mediabunny would give it. */
function packetOf(cursor: Cursor, data: Uint8Array): Packet {
  const {track, lastShown} = cursor;
  const index = cursor.toGive;
  cursor.toGive += 1;
  const presentTime = track.presentTimes[index] ?? 0;
  const duration = track.durations[index] ?? 0;
  // The table's duration is up to the next picture in decode order: only the last one shown may go on beyond it.
  const isLast = presentTime === lastShown;
  return {
    data,
    byteLength: data.length,
    timestamp: (presentTime - track.zeroAt) / track.timescale,
    duration: (isLast ? duration : Math.min(duration, lastShown - presentTime)) / track.timescale,
    type: track.keys[index] === 1 ? 'key' : 'delta',
  };
}
