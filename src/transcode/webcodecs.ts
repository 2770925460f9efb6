import {muxSizes, type StreamPlan} from './copy/mux-sizes.ts';
import type {Tracks} from './copy/mux-tracks.ts';
import {PacketReader} from './copy/packet-reader.ts';
import type {PacketSource} from './copy/packet-source.ts';
import {shareSource} from './copy/shared-source.ts';
import {StreamSound} from './copy/stream-sound.ts';
import {cutSecondsOf, JoinError} from './copy/stream-writer.ts';
import {refuseCutOff} from './cut-off.ts';
import {tracksToEncode} from './plan.ts';
import {copyOf} from './repackage.ts';
import {displayOrder, type DisplayOrder} from './ts/decode-clock.ts';
import {asTranscodeError, TranscodeError} from './transcode-error.ts';
import type {SizedFiles, WayInput, WayResult} from './way.ts';
import {encodedAudio} from './webcodecs/encoded-audio.ts';
import {encodedVideo} from './webcodecs/encoded-video.ts';
import {displaySizeOf, sizeOf, sourcePictures} from './webcodecs/video-quality.ts';

/** How many pictures are looked at to learn how they are shuffled: Firefox's encoder makes B-frames, Chromium's none. */
const LOOK_AHEAD = 40;

/**
 * Encodes with the browser's own encoders what does not fit, and copies what does: H.264 with other sound keeps its
 * pictures as they are. Several sizes come from one decoding of the pictures, and have the same sound.
 *
 * @throws TranscodeError `transcoder-failed` when the browser's encoders do not do it: another way may.
 */
export async function webcodecs(input: WayInput): Promise<readonly WayResult[]> {
  await refuseCutOff(input.file);
  input.report.loading();
  const encoded = new Opened();
  try {
    return await muxSizes(await openStreams(input, encoded), input);
  } catch (error) {
    throw withoutFinality(error);
  } finally {
    await encoded.close();
  }
}

async function openStreams(input: WayInput, opened: Opened): Promise<readonly StreamPlan[]> {
  const {inspection, files, several} = input;
  const {video} = inspection;
  const sized = video && several ? await several.open(await displaySizeOf(video)) : [];
  const outputs = sized.length > 0 ? sized : [files];
  const sounds = await openSounds(input, outputs.length, opened);
  // The sound's encoder is fetched; all that is left is work.
  input.report.alive();
  const pictures = await openPictures(input, sized, opened);
  return outputs.map(({segments}, index) => ({
    file: segments,
    tracks: {video: pictures[index], audio: sounds[index]},
  }));
}

async function openSounds(
  {inspection: {audio, facts}, files, resume, several}: WayInput,
  count: number,
  opened: Opened,
): Promise<readonly PacketSource[]> {
  if (!audio) return [];
  const starts = Array.from({length: count}, (_, index) => resume?.[index]?.audio?.nextAt);
  const from = resume && Math.min(...starts.map((start) => start ?? Infinity));
  if (several?.top) {
    const {segments, timeline} = several.top;
    const sound = new StreamSound(files.segments, timeline.shift, segments[(resume?.[0]?.segments.length ?? 1) - 1]);
    return shareSource(sound, starts);
  }
  const start = from === undefined || !Number.isFinite(from) ? undefined : from;
  const sound = tracksToEncode(facts).audio
    ? opened.keep(await encodedAudio(audio, start)).tracks[0]
    : new PacketReader(audio, start);
  return sound ? shareSource(sound, starts) : [];
}

/** @param sized Nothing: one size, copied where it can be. */
async function openPictures(
  {file, inspection: {video, facts}, resume, several}: WayInput,
  sized: readonly SizedFiles[],
  opened: Opened,
): Promise<readonly Tracks['video'][]> {
  if (!video) return [];
  const from = resume?.[0]?.video?.nextAt;
  if (sized.length === 0 && !tracksToEncode(facts).video) return [await copyOf(video, from)];
  const top = several?.top;
  const {tracks} = opened.keep(
    await encodedVideo(
      video,
      await sourcePictures(video, file, facts.kind === 'known' ? facts.seconds : undefined),
      sized.length > 0 ? sized : [{size: await sizeOf(video)}],
      from,
      top && cutSecondsOf(top.timeline, top.segments),
    ),
  );
  const orders: DisplayOrder[] = [];
  for (const track of tracks) orders.push(displayOrder(await track.timesAhead(LOOK_AHEAD)));
  return tracks.map((source, index) => ({source, order: resume?.[index]?.order ?? deepestOf(orders)}));
}

/** One order for all sizes, so that all have the same clock. */
function deepestOf(orders: readonly DisplayOrder[]): DisplayOrder {
  return {
    depth: Math.max(...orders.map(({depth}) => depth)),
    first: Math.min(...orders.map(({first}) => first)),
    step: Math.min(...orders.map(({step}) => step)),
  };
}

/** Decoders and encoders in use. */
class Opened {
  readonly #tracks: {close(): Promise<void>}[] = [];

  keep<T extends {close(): Promise<void>}>(track: T): T {
    this.#tracks.push(track);
    return track;
  }

  async close(): Promise<void> {
    for (const track of this.#tracks) await track.close().catch(() => undefined);
  }
}

/** A browser's decoder that stumbles says nothing of the file: ffmpeg may make sense of it, and knows what is wrong. */
function withoutFinality(error: unknown): TranscodeError {
  if (error instanceof JoinError) throw error;
  const failure = asTranscodeError(error);
  if (failure.code !== 'media-corrupt' && failure.code !== 'media-none') return failure;
  return new TranscodeError('transcoder-failed', failure.message, {cause: failure});
}
