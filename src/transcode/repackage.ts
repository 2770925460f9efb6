import type {InputVideoTrack} from 'mediabunny';
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
  const tracks = {video: video && (await copyOf(video)), audio: audio && new PacketReader(audio)};
  try {
    return await muxTracks(tracks, input);
  } catch (error) {
    if (!(error instanceof ReorderError) || !tracks.video) throw error;
    // The pictures are shuffled more deeply than their beginning told.
    input.files.segments.truncate(0);
    const {source, order} = tracks.video;
    return await muxTracks({...tracks, video: {source, order: {...order, depth: DEEPEST_REORDER}}}, input);
  }
}

/** A track's packets as they are, and how its pictures are shuffled. */
export async function copyOf(
  track: InputVideoTrack,
): Promise<{readonly source: PacketReader; readonly order: DisplayOrder}> {
  const source = new PacketReader(track);
  return {source, order: displayOrder(await source.timesAhead(LOOK_AHEAD))};
}
