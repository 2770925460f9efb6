import {AudioFeed, audioConfig} from './copy/audio-feed.ts';
import {PacketReader} from './copy/packet-reader.ts';
import {VideoFeed} from './copy/video-feed.ts';
import {ByteSink} from './byte-sink.ts';
import {Segmenter} from './hls/segmenter.ts';
import {clockTime, TranscodeError} from './transcode-error.ts';
import {DecodeClock, DEEPEST_REORDER, displayOrder, ReorderError, type DisplayOrder} from './ts/decode-clock.ts';
import {BrokenPictureError, PictureBuilder, readH264Config} from './ts/h264.ts';
import {TsMuxer} from './ts/muxer.ts';
import type {WayInput, WayResult} from './way.ts';

/** The first decode time: room for the stream's clock to run ahead of it. */
const START_TICKS = 90_000;
/** How many pictures are looked at to learn how they are shuffled. */
const LOOK_AHEAD = 120;

/**
 * Copies H.264 and AAC packets into a transport stream, cut at key frames; constant memory, nothing is decoded.
 *
 * @throws TranscodeError `media-corrupt` when packets are broken or missing.
 */
export async function repackage(input: WayInput): Promise<WayResult> {
  const {video} = input.inspection;
  const order = video && displayOrder(await new PacketReader(video).timesAhead(LOOK_AHEAD));
  try {
    return await copy(input, order);
  } catch (error) {
    if (!(error instanceof ReorderError) || order === undefined) throw error;
    input.files.segments.truncate(0);
    return copy(input, {...order, depth: DEEPEST_REORDER});
  }
}

async function copy(input: WayInput, order: DisplayOrder | undefined): Promise<WayResult> {
  const {inspection, files, report} = input;
  const length = inspection.facts.kind === 'known' ? inspection.facts.seconds : undefined;
  const sink = new ByteSink(files.segments);
  const {video, audio, segmenter, shift} = await openFeeds(input, sink, order);

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

async function openFeeds(input: WayInput, sink: ByteSink, order: DisplayOrder | undefined): Promise<Feeds> {
  const {video, audio} = input.inspection;
  const videoReader = video && new PacketReader(video);
  const audioReader = audio && new PacketReader(audio);
  const [audioStart = Infinity] = (await audioReader?.timesAhead(1)) ?? [];
  const lead = order === undefined ? 0 : order.depth * order.step;
  const lowest = Math.min(order?.first ?? Infinity, audioStart);
  const shift = START_TICKS + lead - (Number.isFinite(lowest) ? lowest : 0);

  const muxer = new TsMuxer(sink, {video: videoReader !== undefined, audio: audioReader !== undefined});
  const segmenter = new Segmenter(sink, muxer, START_TICKS + lead);
  const output = {muxer, segmenter, shift};
  const videoFeed =
    videoReader && order
      ? new VideoFeed(
          videoReader,
          new PictureBuilder(readH264Config(await videoReader.record())),
          new DecodeClock(order),
          output,
          lead,
        )
      : undefined;
  const audioFeed = audioReader && new AudioFeed(audioReader, await audioConfig(audioReader), output, !videoReader);
  await videoFeed?.begin();
  await audioFeed?.begin();
  return {video: videoFeed, audio: audioFeed, segmenter, shift};
}
