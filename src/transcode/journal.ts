import {writeAll} from './byte-sink.ts';
import type {StreamState} from './copy/stream-writer.ts';
import {endOf} from './hls/playlist.ts';
import type {TakenWay, Way} from './protocol.ts';
import type {PictureSize} from './variants.ts';
import type {WayResult} from './way.ts';

/** Raised when an older version's half-made films can no longer be gone on with. */
const VERSION = 2;

/** What is known of a film that is half made: enough to go on after its last whole segment. */
export interface Checkpoint {
  /** Of the source. */
  readonly sourceBytes: number;
  readonly taken: TakenWay;
  /** The sizes that are to be, largest first; none: one, as the source is. */
  readonly sizes: readonly PictureSize[];
  /** The largest one, once it is made before the others. */
  readonly top: MadeTop | undefined;
  /** Of the streams in work: none of them, or all, after the same segment. */
  readonly states: readonly StreamState[];
}

/** The largest of several sizes, and how it was made. */
export interface MadeTop extends WayResult {
  readonly way: Way;
}

interface Entry extends Checkpoint {
  readonly version: number;
  readonly count: number;
}

type SlotFile = Pick<FileSystemSyncAccessHandle, 'read' | 'write' | 'truncate' | 'getSize' | 'flush'>;

/**
 * Keeps the last checkpoint of a film in two small files, written in turn: whoever dies while one is written leaves the
 * other one whole.
 */
export class Journal {
  readonly #slots: readonly SlotFile[];
  #count: number;
  /** The last one that was written whole. */
  readonly last: Checkpoint | undefined;

  constructor(slots: readonly SlotFile[]) {
    this.#slots = slots;
    const newest = slots
      .map(read)
      .filter((entry) => entry?.version === VERSION)
      .reduce((best, entry) => ((entry?.count ?? -1) > (best?.count ?? -1) ? entry : best), undefined);
    this.last = newest;
    this.#count = newest?.count ?? 0;
  }

  /** @param segments What the checkpoint speaks of: on the device before the checkpoint is. */
  write(checkpoint: Checkpoint, segments: Pick<FileSystemSyncAccessHandle, 'flush'>): void {
    segments.flush();
    this.#count += 1;
    const entry: Entry = {version: VERSION, count: this.#count, ...checkpoint};
    const slot = this.#slots[this.#count % this.#slots.length];
    if (!slot) return;
    slot.truncate(0);
    writeAll(slot, new TextEncoder().encode(JSON.stringify(entry)), 0);
    slot.flush();
  }

  /** There is nothing to go on with any more. */
  clear(): void {
    for (const slot of this.#slots) slot.truncate(0);
  }
}

/**
 * A checkpoint is worth nothing without the segments it speaks of, nor for another film.
 *
 * @param fileBytes How long the files of {@link lengthsOf} are.
 */
export function fits(checkpoint: Checkpoint, sourceBytes: number, fileBytes: readonly number[]): boolean {
  const lengths = lengthsOf(checkpoint);
  return (
    checkpoint.sourceBytes === sourceBytes &&
    lengths.length > 0 &&
    lengths.every((length, index) => length > 0 && length <= (fileBytes[index] ?? 0))
  );
}

/** How much of each file is whole: of the one that is made, then of those in work. */
export function lengthsOf({top, states}: Checkpoint): readonly number[] {
  return [...(top ? [top] : []), ...states].map(({segments}) => endOf(segments));
}

function read(slot: SlotFile): Entry | undefined {
  const bytes = new Uint8Array(slot.getSize());
  slot.read(bytes, {at: 0});
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Entry; // our own writing; what was cut off does not parse
  } catch {
    return undefined;
  }
}
