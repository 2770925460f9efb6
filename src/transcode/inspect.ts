import {ALL_FORMATS, BlobSource, Input, type InputAudioTrack, type InputVideoTrack} from 'mediabunny';
import type {AudioFacts, MediaFacts, VideoFacts} from './media-facts.ts';
import {readAacConfig} from './ts/aac.ts';
import {canEncodeLike} from './webcodecs/video-quality.ts';

/** A file opened by mediabunny: its facts, and its tracks for whoever copies them. */
export interface Inspection {
  readonly facts: MediaFacts;
  readonly video: InputVideoTrack | undefined;
  readonly audio: InputAudioTrack | undefined;
}

const nothing: Inspection = {facts: {kind: 'unknown'}, video: undefined, audio: undefined};

/**
 * Looks at a file's tracks. Reads no more than the container's tables.
 *
 * @throws DOMException when the file can no longer be read; bytes that make no sense give `unknown` facts instead.
 */
export async function inspect(file: File): Promise<Inspection> {
  const input = new Input({source: new BlobSource(file), formats: ALL_FORMATS});
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
    isHdr: await track.hasHighDynamicRange(),
    canReencode: (await track.canDecode()) && (await canEncodeLike(track)),
  };
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
