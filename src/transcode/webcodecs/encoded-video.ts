import {type InputVideoTrack, type Quality, VideoSampleSink, VideoSampleSource, type VideoSample} from 'mediabunny';
import {TARGET_SEGMENT_SECONDS} from '../hls/playlist.ts';
import type {PictureSize} from '../variants.ts';
import {Reencoding, type Encoding} from './encoded-track.ts';
import {qualityOf, type SourcePictures} from './video-quality.ts';

/** Two a segment: one to begin with, one to jump to. */
const KEY_FRAME_SECONDS = TARGET_SEGMENT_SECONDS / 2;

/** Less than the distance of two pictures; more than what rounding makes of a time. */
const NEAR_SECONDS = 0.0005;

/** What pictures are encoded as. */
export interface PictureEncoding {
  readonly size: PictureSize;
  /** No more than this; otherwise what is usual for the size. */
  readonly mostBitsPerSecond?: number | undefined;
}

/**
 * A track's pictures as H.264 in one size or in several: upright, with square pixels and even sides; each one at its
 * own time.
 *
 * @param from When the first picture wanted is shown, in seconds; otherwise all are that are shown from time 0 on: an
 *   edit list hides those before.
 * @param keysAt Pictures that must be key frames, by when they are shown; ascending. There are others.
 */
export async function encodedVideo(
  track: InputVideoTrack,
  source: SourcePictures,
  encodings: readonly PictureEncoding[],
  from?: number,
  keysAt: readonly number[] = [],
): Promise<Reencoding<VideoSample>> {
  const isUpright = (await track.getRotation()) === 0 && !(await track.getFlip());
  const coded = {width: await track.getCodedWidth(), height: await track.getCodedHeight()};
  const isAsItIs = ({width, height}: PictureSize) => isUpright && width === coded.width && height === coded.height;
  const samples = new VideoSampleSink(track).samples((from ?? 0) + NEAR_SECONDS);
  return new Reencoding(
    samples,
    encodings.map(({size, mostBitsPerSecond}) => ({
      from: from === undefined ? undefined : from - NEAR_SECONDS,
      attach: attachEncoder(size, qualityOf(size, source, mostBitsPerSecond), !isAsItIs(size), keysAt),
    })),
  );
}

function attachEncoder(
  size: PictureSize,
  quality: Quality,
  isScaled: boolean,
  keysAt: readonly number[],
): Encoding<VideoSample>['attach'] {
  return (output, onPacket) => {
    const source = new VideoSampleSource({
      codec: 'avc',
      quality,
      keyFrameInterval: KEY_FRAME_SECONDS,
      latencyMode: 'quality',
      sizeChangeBehavior: 'contain',
      // Without one, pictures go from decoder to encoder as they are.
      ...(isScaled && {transform: {...size, force: true}}),
      onEncodedPacket: (packet, meta) => onPacket(packet, meta?.decoderConfig?.description),
    });
    output.addVideoTrack(source);
    let next = 0;
    return {
      add: async (sample) => {
        let isKey = false;
        for (; sample.timestamp >= (keysAt[next] ?? Infinity) - NEAR_SECONDS; next += 1) isKey = true;
        await source.add(sample, isKey ? {keyFrame: true} : undefined);
      },
      close: () => source.close(),
    };
  };
}
