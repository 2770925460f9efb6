import {ALL_FORMATS, Input, type InputAudioTrack, type InputVideoTrack} from 'mediabunny';
import {blockSource} from './block-source.ts';
import type {AudioFacts, MediaFacts, VideoFacts} from './media-facts.ts';
import {readAacConfig} from './ts/aac.ts';
import {firstParameterSet} from './ts/h264.ts';
import {pixelAspect} from './ts/pixel-aspect.ts';
import {canEncodeLike} from './webcodecs/video-quality.ts';

/** A file opened by mediabunny: its facts, and its tracks for whoever copies them. */
export interface Inspection {
  readonly facts: MediaFacts;
  readonly video: InputVideoTrack | undefined;
  readonly audio: InputAudioTrack | undefined;
}

/** PAL's 64:45 and 16:11 mean the same; so far apart, shapes are one. */
const SAME_SHAPE = 0.03;

const nothing: Inspection = {facts: {kind: 'unknown'}, video: undefined, audio: undefined};

/**
 * Looks at a file's tracks. Reads no more than the container's tables.
 *
 * @throws DOMException when the file can no longer be read; bytes that make no sense give `unknown` facts instead.
 */
export async function inspect(file: File): Promise<Inspection> {
  const input = new Input({source: blockSource(file), formats: ALL_FORMATS});
  try {
    if (!(await input.canRead())) return nothing;
    const video = (await input.getPrimaryVideoTrack()) ?? undefined;
    const audio = (await input.getPrimaryAudioTrack()) ?? undefined;
    const tracks = [video, audio].filter((track) => track !== undefined);
    const seconds = (await input.getDurationFromMetadata(tracks)) ?? undefined;
    const facts: MediaFacts = {
      kind: 'known',
      seconds,
      video: video && (await videoFacts(video)),
      audio: audio && (await audioFacts(audio)),
    };
    return {facts, video, audio};
  } catch (error) {
    if (error instanceof DOMException) throw error;
    return nothing;
  }
}

async function videoFacts(track: InputVideoTrack): Promise<VideoFacts> {
  return {
    codec: (await track.getCodec()) ?? undefined,
    parameters: (await track.getCodecParameterString()) ?? undefined,
    rotation: await track.getRotation(),
    isMirrored: await track.getFlip(),
    isStretched: await isStretched(track),
    isHdr: await track.hasHighDynamicRange(),
    canReencode: (await track.canDecode()) && (await canEncodeLike(track)),
  };
}

async function isStretched(track: InputVideoTrack): Promise<boolean> {
  const record = (await track.getDecoderConfig())?.description;
  if ((await track.getCodec()) !== 'avc' || record === undefined) return false;
  const {num, den} = await track.getPixelAspectRatio();
  const stated = num / den;
  // Square is also what a container stands for that tells nothing.
  return stated !== 1 && Math.abs(stated / pixelAspect(firstParameterSet(asBytes(record))) - 1) > SAME_SHAPE;
}

async function audioFacts(track: InputAudioTrack): Promise<AudioFacts> {
  const record = (await track.getDecoderConfig())?.description;
  return {
    codec: (await track.getCodec()) ?? undefined,
    fitsAdts: record === undefined || readAacConfig(asBytes(record)) !== undefined,
    canReencode: await track.canDecode(),
  };
}

/** The bytes of a buffer or of a view on one. */
export function asBytes(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
