import type {InputVideoTrack} from 'mediabunny';
import {muxTracks} from './copy/mux-tracks.ts';
import {PacketReader} from './copy/packet-reader.ts';
import {toTicks, type PacketSource} from './copy/packet-source.ts';
import {findMovie} from './mp4/find-movie.ts';
import {readTrack, type Mp4Track} from './mp4/movie.ts';
import {Mp4Refusal} from './mp4/refusal.ts';
import {SampleStream} from './mp4/sample-stream.ts';
import {DEEPEST_REORDER, displayOrder, ReorderError, type DisplayOrder} from './ts/decode-clock.ts';
import type {WayInput, WayResult} from './way.ts';

/** How many pictures are looked at to learn how they are shuffled. */
const LOOK_AHEAD = 120;

/** A film's tracks, opened at their beginning. */
interface OpenTracks {
  readonly video: {readonly source: PacketSource; readonly order: DisplayOrder} | undefined;
  readonly audio: PacketSource | undefined;
  close(): Promise<void>;
}

/**
 * Copies H.264 and AAC packets into a transport stream, cut at key frames; constant memory, nothing is decoded.
 *
 * @throws TranscodeError `media-corrupt` when packets are broken or missing.
 */
export async function repackage(input: WayInput): Promise<WayResult> {
  try {
    return await repackageByTables(input);
  } catch (error) {
    if (!(error instanceof Mp4Refusal)) throw error;
    input.files.segments.truncate(0);
    return await repackageByDemuxer(input);
  }
}

/**
 * The fast way, for ordinary mp4 and mov: reads their sample tables itself, and the file in one go.
 *
 * @throws Mp4Refusal for all that is not ordinary.
 */
export async function repackageByTables(input: WayInput): Promise<WayResult> {
  const {file, inspection} = input;
  const moov = await findMovie(file);
  const video = inspection.video && readTrack(moov, inspection.video.id, file.size);
  const audio = inspection.audio && readTrack(moov, inspection.audio.id, file.size);
  const videoRecord = inspection.video && (await new PacketReader(inspection.video).record());
  const audioRecord = inspection.audio && (await new PacketReader(inspection.audio).record());
  return copyTracks(input, () => {
    const stream = new SampleStream(
      file,
      [video, audio].filter((track) => track !== undefined),
    );
    return Promise.resolve({
      video: video && {source: stream.source(video, videoRecord), order: displayOrder(firstTimes(video))},
      audio: audio && stream.source(audio, audioRecord),
      close: () => stream.close(),
    });
  });
}

/** The general way, for every container that mediabunny reads. */
export async function repackageByDemuxer(input: WayInput): Promise<WayResult> {
  const {video, audio} = input.inspection;
  return copyTracks(input, async () => ({
    video: video && (await copyOf(video)),
    audio: audio && new PacketReader(audio),
    close: () => Promise.resolve(),
  }));
}

/** A track's packets as they are, and how its pictures are shuffled. @param from See {@link PacketReader}. */
export async function copyOf(
  track: InputVideoTrack,
  from?: number,
): Promise<{readonly source: PacketReader; readonly order: DisplayOrder}> {
  const source = new PacketReader(track, from);
  return {source, order: displayOrder(await source.timesAhead(LOOK_AHEAD))};
}

async function copyTracks(input: WayInput, open: () => Promise<OpenTracks>): Promise<WayResult> {
  try {
    return await copyOnce(input, await open());
  } catch (error) {
    if (!(error instanceof ReorderError)) throw error;
    // The pictures are shuffled more deeply than their beginning told.
    input.files.segments.truncate(0);
    return await copyOnce(input, await open(), DEEPEST_REORDER);
  }
}

async function copyOnce(input: WayInput, tracks: OpenTracks, depth?: number): Promise<WayResult> {
  const {video, audio} = tracks;
  try {
    const order = video && {...video.order, ...(depth !== undefined && {depth})};
    return await muxTracks({video: video && order && {source: video.source, order}, audio}, input);
  } finally {
    await tracks.close();
  }
}

function firstTimes({presentTimes, zeroAt, timescale}: Mp4Track): number[] {
  return Array.from(presentTimes.subarray(0, LOOK_AHEAD), (time) => toTicks((time - zeroAt) / timescale));
}
