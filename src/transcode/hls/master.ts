import type {Segment} from './playlist.ts';

/** One of the streams that a player chooses from. */
export interface MasterEntry {
  readonly playlistName: string;
  readonly segments: readonly Segment[];
  /** As in its playlist. */
  readonly targetSeconds: number;
  readonly width: number;
  readonly height: number;
  /** RFC 6381, such as `avc1.64001f`. */
  readonly codecs: readonly string[];
  /** Pictures a second; `undefined` where they are uneven. */
  readonly frameRate: number | undefined;
}

/** Writes a playlist of playlists (RFC 8216, 4.3.4.2). A player begins with the first one or with what its network lets it. */
export function writeMaster(entries: readonly MasterEntry[]): string {
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:4',
    ...entries.flatMap((entry) => [`#EXT-X-STREAM-INF:${attributes(entry)}`, encodeURIComponent(entry.playlistName)]),
    '',
  ].join('\n');
}

function attributes({segments, targetSeconds, width, height, codecs, frameRate}: MasterEntry): string {
  return [
    `BANDWIDTH=${String(Math.ceil(peakBitRate(segments, targetSeconds)))}`,
    `AVERAGE-BANDWIDTH=${String(Math.ceil(bitRate(segments)))}`,
    `RESOLUTION=${String(width)}x${String(height)}`,
    `CODECS="${codecs.join(',')}"`,
    ...(frameRate === undefined ? [] : [`FRAME-RATE=${frameRate.toFixed(3)}`]),
  ].join(',');
}

/**
 * The largest bit rate of neighbouring segments that are together between half and one and a half times as long as the
 * target (RFC 8216, 4.1). Pure.
 */
export function peakBitRate(segments: readonly Segment[], targetSeconds: number): number {
  let peak = 0;
  for (let first = 0; first < segments.length; first += 1) {
    let seconds = 0;
    for (let end = first; end < segments.length; end += 1) {
      seconds += segments[end]?.seconds ?? 0;
      if (seconds > targetSeconds * 1.5) break;
      if (seconds >= targetSeconds * 0.5) peak = Math.max(peak, bitRate(segments.slice(first, end + 1)));
    }
  }
  return Math.max(peak, bitRate(segments));
}

/** Bits a second, on average. Pure. */
export function bitRate(segments: readonly Segment[]): number {
  const seconds = segments.reduce((sum, segment) => sum + segment.seconds, 0);
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  return seconds > 0 ? (bytes * 8) / seconds : 0;
}
