import {EncodedPacketSink, VideoSample, type InputVideoTrack} from 'mediabunny';

/** On the longer side, in pixels: enough for a row on a dense screen, and some kB as JPEG. */
const mostSide = 160;
/** Where to look, as shares of the film: many begin with nothing to see. */
const places = [0.1, 0.3, 0.5] as const;
/** Pictures above that are not decoded: a decoder keeps many of them at a time. 4096 × 2304. */
const mostPixels = 9_437_184;
/** A film of unknown length is looked at here. */
const guessSeconds = 5;
/** Of 255; darker than that everywhere, there is nothing to be seen. */
const blackLevel = 40;

/**
 * A small picture of a film: the first key frame, of a few places in it, that is not black. One frame is decoded for each.
 *
 * @param seconds Length of the film; `undefined` when it is not known.
 * @returns JPEG; `undefined` when this browser cannot decode it, or there is nothing to see.
 */
export async function posterOf(track: InputVideoTrack, seconds: number | undefined): Promise<Blob | undefined> {
  const config = await track.getDecoderConfig();
  const pixels = (await track.getCodedWidth()) * (await track.getCodedHeight());
  if (!config || pixels > mostPixels || !(await track.canDecode())) return undefined;
  const sink = new EncodedPacketSink(track);
  let before: number | undefined;
  for (const place of places) {
    const packet =
      (await sink.getKeyPacket((seconds ?? guessSeconds / places[0]) * place, {verifyKeyPackets: true})) ??
      (await sink.getFirstKeyPacket());
    if (!packet || packet.timestamp === before) continue;
    before = packet.timestamp;
    const canvas = await drawn(packet.toEncodedVideoChunk(), config, track);
    if (canvas && !isBlack(canvas)) return await canvas.convertToBlob({type: 'image/jpeg', quality: 0.8});
  }
  return undefined;
}

/** One key frame, decoded alone, turned and in the shape it is shown in. */
async function drawn(
  chunk: EncodedVideoChunk,
  config: VideoDecoderConfig,
  track: InputVideoTrack,
): Promise<OffscreenCanvas | undefined> {
  const frame = await decoded(chunk, config);
  if (!frame) return undefined;
  const sample = new VideoSample(frame, {rotation: await track.getRotation(), flip: await track.getFlip()});
  try {
    const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
    const scale = Math.min(1, mostSide / Math.max(width, height));
    const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
    const canvas = new OffscreenCanvas(side(width), side(height));
    const context = canvas.getContext('2d', {alpha: false});
    if (!context) return undefined;
    sample.draw(context, 0, 0, canvas.width, canvas.height);
    return canvas;
  } finally {
    sample.close();
  }
}

/** @throws DOMException what the decoder has against it. */
async function decoded(chunk: EncodedVideoChunk, config: VideoDecoderConfig): Promise<VideoFrame | undefined> {
  let first: VideoFrame | undefined;
  const decoder = new VideoDecoder({
    output: (frame) => {
      if (first) frame.close();
      else first = frame;
    },
    // `flush` rejects with it.
    error: () => undefined,
  });
  try {
    decoder.configure(config);
    decoder.decode(chunk);
    await decoder.flush();
    return first;
  } catch (error) {
    first?.close();
    throw error;
  } finally {
    if (decoder.state !== 'closed') decoder.close();
  }
}

function isBlack(canvas: OffscreenCanvas): boolean {
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
  return !!pixels && pixels.every((level, index) => index % 4 === 3 || level < blackLevel);
}
