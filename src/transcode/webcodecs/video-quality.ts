import {canEncodeVideo, Quality, type InputVideoTrack} from 'mediabunny';
import type {PictureSize} from '../variants.ts';

/** Bits per second by the number of pixels of a picture, for up to 30 pictures a second. */
// prettier-ignore
const bitrates: readonly {readonly upToPixels: number; readonly bitsPerSecond: number}[] = [
  {upToPixels: 426 * 240,   bitsPerSecond:   600_000},
  {upToPixels: 640 * 360,   bitsPerSecond: 1_200_000},
  {upToPixels: 854 * 480,   bitsPerSecond: 2_000_000},
  {upToPixels: 1280 * 720,  bitsPerSecond: 4_000_000},
  {upToPixels: 1920 * 1080, bitsPerSecond: 7_000_000},
  {upToPixels: 2560 * 1440, bitsPerSecond: 12_000_000},
  {upToPixels: Infinity,    bitsPerSecond: 24_000_000},
];

/** The size that a track's pictures are shown in: upright, with square pixels. */
export async function displaySizeOf(track: InputVideoTrack): Promise<PictureSize> {
  return {width: await track.getDisplayWidth(), height: await track.getDisplayHeight()};
}

/** The size that a track's pictures are encoded in. H.264 with 4:2:0 colours wants even sides. */
export async function sizeOf(track: InputVideoTrack): Promise<PictureSize> {
  const even = (value: number) => Math.max(2, Math.floor(value / 2) * 2);
  const {width, height} = await displaySizeOf(track);
  return {width: even(width), height: even(height)};
}

/** What is known of the pictures that are to be encoded again. */
export interface SourcePictures {
  /** `avc`, `vp9`…; `undefined` for one that mediabunny does not know. */
  readonly codec: string | undefined;
  /** Pictures a second. */
  readonly rate: number;
  /** Of the whole film; `undefined` where its length is not known. */
  readonly bitsPerSecond: number | undefined;
}

/** From so many pictures a second on they take more bits; each is like the one before it, so not twice as many. */
const MANY_PICTURES = 33;
const BITS_OF_MANY = 1.5;
/** How many times the bits H.264 takes for what these codecs show; others are no better than it is. */
const bitsNext: Readonly<Partial<Record<string, number>>> = {vp9: 1.5, hevc: 2, av1: 2};

/** Bits per second for pictures of a size: what is usual for it, and no more than the source itself is worth. */
export function bitsPerSecondFor({width, height}: PictureSize, source?: SourcePictures): number {
  const row = bitrates.find(({upToPixels}) => width * height <= upToPixels);
  const usual = (row?.bitsPerSecond ?? 0) * (source && source.rate > MANY_PICTURES ? BITS_OF_MANY : 1);
  const worth = (source?.bitsPerSecond ?? Infinity) * (bitsNext[source?.codec ?? ''] ?? 1);
  return Math.round(Math.min(usual, worth));
}

/** So many packets tell how many there are in a second. */
const PACKETS_SEEN = 100;

/** @param seconds Length of the film, where it is known. */
export async function sourcePictures(
  track: InputVideoTrack,
  file: Blob,
  seconds: number | undefined,
): Promise<SourcePictures> {
  const {averagePacketRate} = await track.computePacketStats(PACKETS_SEEN);
  const codec = (await track.getCodec()) ?? undefined;
  return {codec, rate: averagePacketRate, bitsPerSecond: seconds ? (file.size * 8) / seconds : undefined};
}

/** How well pictures of a size are encoded. */
export function qualityOf(size: PictureSize, source?: SourcePictures, mostBitsPerSecond = Infinity): Quality {
  const bitrate = Math.min(bitsPerSecondFor(size, source), mostBitsPerSecond);
  return new Quality({bitrate, bitrateMode: 'variable'});
}

/** Whether this browser encodes H.264 in a track's size. */
export async function canEncodeLike(track: InputVideoTrack): Promise<boolean> {
  const size = await sizeOf(track);
  return canEncodeVideo('avc', {...size, quality: qualityOf(size)});
}
