import {type InputVideoTrack, VideoSampleSink, VideoSampleSource, type VideoSample} from 'mediabunny';
import {TARGET_SEGMENT_SECONDS} from '../hls/playlist.ts';
import {EncodedTrack} from './encoded-track.ts';
import {qualityOf, sizeOf} from './video-quality.ts';

/** Two a segment: one to begin with, one to jump to. */
const KEY_FRAME_SECONDS = TARGET_SEGMENT_SECONDS / 2;

/** A track's pictures as H.264: upright, with square pixels and even sides; each one at its own time. */
export async function encodedVideo(track: InputVideoTrack): Promise<EncodedTrack<VideoSample>> {
  const size = await sizeOf(track);
  const isAsItIs =
    (await track.getRotation()) === 0 &&
    !(await track.getFlip()) &&
    (await track.getCodedWidth()) === size.width &&
    (await track.getCodedHeight()) === size.height;
  return new EncodedTrack(new VideoSampleSink(track).samples(), (output, onPacket) => {
    const source = new VideoSampleSource({
      codec: 'avc',
      quality: qualityOf(size),
      keyFrameInterval: KEY_FRAME_SECONDS,
      latencyMode: 'quality',
      sizeChangeBehavior: 'contain',
      // Without one, pictures go from decoder to encoder as they are.
      ...(!isAsItIs && {transform: {...size, force: true}}),
      onEncodedPacket: (packet, meta) => onPacket(packet, meta?.decoderConfig?.description),
    });
    output.addVideoTrack(source);
    return source;
  });
}
