import type {InputVideoTrack} from 'mediabunny';
import {muxTracks} from './copy/mux-tracks.ts';
import {PacketReader} from './copy/packet-reader.ts';
import {toTicks, type PacketSource} from './copy/packet-source.ts';
import {ReaderRefusal} from './copy/reader-refusal.ts';
import type {Inspection} from './inspect.ts';
import {ClusterStream, mustBeMatroska} from './matroska/cluster-stream.ts';
import {findMovie} from './mp4/find-movie.ts';
import {readFragments} from './mp4/fragments.ts';
import {readTrack, type Mp4Track} from './mp4/movie.ts';
import {SampleStream} from './mp4/sample-stream.ts';
import {DEEPEST_REORDER, displayOrder, ReorderError, type DisplayOrder} from './ts/decode-clock.ts';
import {mustBeTransportStream, UnitStream} from './ts/unit-stream.ts';
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
  for (const byReader of [repackageByTables, repackageByClusters, repackageByUnits]) {
    try {
      return await byReader(input);
    } catch (error) {
      if (!(error instanceof ReaderRefusal)) throw error;
      input.files.segments.truncate(0);
    }
  }
  return await repackageByDemuxer(input);
}

/**
 * The fast way, for ordinary mp4 and mov: reads their sample tables itself, and the file in one go.
 *
 * @throws ReaderRefusal for all that is not ordinary.
 */
export async function repackageByTables(input: WayInput): Promise<WayResult> {
  const {file, inspection} = input;
  const moov = await findMovie(file);
  const ids = [inspection.video?.id, inspection.audio?.id].filter((id) => id !== undefined);
  const fragments = await readFragments(file, moov, ids);
  const [video, audio] = [inspection.video, inspection.audio].map(
    (track) => track && readTrack(moov, track.id, file.size, fragments?.get(track.id)),
  );
  const records = await recordsOf(inspection);
  return copyTracks(input, () => {
    const stream = new SampleStream(
      file,
      [video, audio].filter((track) => track !== undefined),
    );
    return Promise.resolve({
      video: video && {source: stream.source(video, records.video), order: displayOrder(firstTimes(video))},
      audio: audio && stream.source(audio, records.audio),
      close: () => stream.close(),
    });
  });
}

/**
 * The fast way for Matroska: reads its clusters one after the other.
 *
 * @throws ReaderRefusal for all that is not ordinary, if need be in the middle.
 */
export async function repackageByClusters(input: WayInput): Promise<WayResult> {
  const {file, inspection} = input;
  const {video, audio} = inspection;
  await mustBeMatroska(file);
  const records = await recordsOf(inspection);
  const order = video && (await copyOf(video)).order;
  return copyTracks(input, async () => {
    const stream = await ClusterStream.open(file, {video: video?.id, audio: audio?.id});
    return {
      video: video && order && {source: stream.source(video.id, records.video), order},
      audio: audio && stream.source(audio.id, records.audio),
      close: () => stream.close(),
    };
  });
}

/**
 * The fast way for transport streams: reads their packets one after the other.
 *
 * @throws ReaderRefusal for all that is not ordinary, if need be in the middle.
 */
export async function repackageByUnits(input: WayInput): Promise<WayResult> {
  const {file, inspection} = input;
  const {video, audio} = inspection;
  await mustBeTransportStream(file);
  return copyTracks(input, async () => {
    const stream = await UnitStream.open(file, {video: video?.id, audio: audio?.id}, LOOK_AHEAD);
    return {
      video: video && {source: stream.source('video'), order: displayOrder(stream.firstTimes)},
      audio: audio && stream.source('audio'),
      close: () => stream.close(),
    };
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

/** What the tracks' decoders have to know. */
async function recordsOf({video, audio}: Pick<Inspection, 'video' | 'audio'>) {
  return {
    video: video && (await new PacketReader(video).record()),
    audio: audio && (await new PacketReader(audio).record()),
  };
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
