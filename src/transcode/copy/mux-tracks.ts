import {ByteSink} from '../byte-sink.ts';
import {Segmenter} from '../hls/segmenter.ts';
import {clockTime, TranscodeError} from '../transcode-error.ts';
import {DecodeClock, type DisplayOrder} from '../ts/decode-clock.ts';
import {BrokenPictureError, PictureBuilder, readH264Config} from '../ts/h264.ts';
import {TsMuxer} from '../ts/muxer.ts';
import type {WayInput, WayResult} from '../way.ts';
import {AudioFeed, audioConfig} from './audio-feed.ts';
import {toTicks, type PacketSource} from './packet-source.ts';
import {VideoFeed} from './video-feed.ts';

/** The first decode time: room for the stream's clock to run ahead of it. */
const START_TICKS = 90_000;

/** The tracks of a film to be: H.264 and AAC, wherever their packets come from. */
export interface Tracks {
  readonly video: {readonly source: PacketSource; readonly order: DisplayOrder} | undefined;
  readonly audio: PacketSource | undefined;
}

/**
 * Writes packets into a transport stream, cut at key frames, in constant memory.
 *
 * @throws TranscodeError `media-corrupt` when packets are broken or missing.
 * @throws ReorderError when pictures are shuffled more deeply than `order` says.
 */
export async function muxTracks(
  tracks: Tracks,
  {inspection, files, report}: Pick<WayInput, 'inspection' | 'files' | 'report'>,
): Promise<WayResult> {
  const length = inspection.facts.kind === 'known' ? inspection.facts.seconds : undefined;
  const sink = new ByteSink(files.segments);
  const {video, audio, segmenter, shift} = await openFeeds(tracks, sink);

  const end = () => Math.max(video?.end ?? 0, audio?.end ?? 0);
  try {
    while (Math.min(video?.due ?? Infinity, audio?.due ?? Infinity) < Infinity) {
      if (audio && audio.due <= (video?.due ?? Infinity)) await audio.step();
      else await video?.step(audio);
      report.progress(end(), length);
    }
  } catch (error) {
    if (!(error instanceof BrokenPictureError)) throw error;
    const atSeconds = end();
    throw new TranscodeError('media-corrupt', `The file is damaged at ${clockTime(atSeconds)}.`, {
      cause: error,
      atSeconds,
    });
  }
  audio?.flush();
  const segments = segmenter.finish(Math.round(end() * 90_000) + shift);
  sink.flush();
  return {
    segments,
    claim: {
      seconds: length,
      hasVideo: inspection.video !== undefined,
      hasAudio: inspection.audio !== undefined,
      videoFrames: video?.frames,
      audioFrames: audio?.frames,
    },
  };
}

interface Feeds {
  readonly video: VideoFeed | undefined;
  readonly audio: AudioFeed | undefined;
  readonly segmenter: Segmenter;
  /** From the source's times to the output's, in ticks. */
  readonly shift: number;
}

async function openFeeds({video, audio}: Tracks, sink: ByteSink): Promise<Feeds> {
  const firstAudio = await audio?.first();
  const lead = video ? video.order.depth * video.order.step : 0;
  const lowest = Math.min(video?.order.first ?? Infinity, firstAudio ? toTicks(firstAudio.timestamp) : Infinity);
  const shift = START_TICKS + lead - (Number.isFinite(lowest) ? lowest : 0);

  const muxer = new TsMuxer(sink, {video: video !== undefined, audio: audio !== undefined});
  const segmenter = new Segmenter(sink, muxer, START_TICKS + lead);
  const output = {muxer, segmenter, shift};
  const videoFeed =
    video &&
    new VideoFeed(
      video.source,
      new PictureBuilder(readH264Config(await video.source.record())),
      new DecodeClock(video.order),
      output,
      lead,
    );
  const audioFeed = audio && new AudioFeed(audio, await audioConfig(audio), output, !video);
  await videoFeed?.begin();
  await audioFeed?.begin();
  return {video: videoFeed, audio: audioFeed, segmenter, shift};
}
