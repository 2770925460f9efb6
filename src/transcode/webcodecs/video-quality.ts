import {canEncodeVideo, Quality, type InputVideoTrack} from 'mediabunny';

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

/** What a picture is encoded in: even sides, upright, square pixels, never larger than its source. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The size that a track's pictures are encoded in. H.264 with 4:2:0 colours wants even sides. */
export async function sizeOf(track: InputVideoTrack): Promise<PictureSize> {
  const even = (value: number) => Math.max(2, Math.floor(value / 2) * 2);
  return {width: even(await track.getDisplayWidth()), height: even(await track.getDisplayHeight())};
}

/** How well pictures of a size are encoded. */
export function qualityOf({width, height}: PictureSize): Quality {
  const row = bitrates.find(({upToPixels}) => width * height <= upToPixels);
  return new Quality({bitrate: row?.bitsPerSecond ?? 0, bitrateMode: 'variable'});
}

/** Whether this browser encodes H.264 in a track's size. */
export async function canEncodeLike(track: InputVideoTrack): Promise<boolean> {
  const size = await sizeOf(track);
  return canEncodeVideo('avc', {...size, quality: qualityOf(size)});
}
