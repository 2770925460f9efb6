import {muxTracks} from './copy/mux-tracks.ts';
import {PacketReader} from './copy/packet-reader.ts';
import {DEEPEST_REORDER, displayOrder, ReorderError, type DisplayOrder} from './ts/decode-clock.ts';
import type {WayInput, WayResult} from './way.ts';

/** How many pictures are looked at to learn how they are shuffled. */
const LOOK_AHEAD = 120;

/**
 * Copies H.264 and AAC packets into a transport stream, cut at key frames; constant memory, nothing is decoded.
 *
 * @throws TranscodeError `media-corrupt` when packets are broken or missing.
 */
export async function repackage(input: WayInput): Promise<WayResult> {
  const {video, audio} = input.inspection;
  const copied = video && (await copyOf(video));
  const sound = audio && new PacketReader(audio);
  return withDeepOrder(input, copied?.order, (order) =>
    muxTracks({video: copied && order && {source: copied.source, order}, audio: sound}, input),
  );
}

/** A track's packets as they are, and how its pictures are shuffled. */
export async function copyOf(
  track: ConstructorParameters<typeof PacketReader>[0],
): Promise<{readonly source: PacketReader; readonly order: DisplayOrder}> {
  const source = new PacketReader(track);
  return {source, order: displayOrder(await source.timesAhead(LOOK_AHEAD))};
}

/** Writes; and once more, if the pictures turn out to be shuffled more deeply than their beginning told. */
async function withDeepOrder(
  {files}: WayInput,
  order: DisplayOrder | undefined,
  write: (order: DisplayOrder | undefined) => Promise<WayResult>,
): Promise<WayResult> {
  try {
    return await write(order);
  } catch (error) {
    if (!(error instanceof ReorderError) || order === undefined) throw error;
    files.segments.truncate(0);
    return write({...order, depth: DEEPEST_REORDER});
  }
}
