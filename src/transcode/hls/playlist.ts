/** Wanted length of a segment. Players buffer about three of these. */
export const TARGET_SEGMENT_SECONDS = 6;

/** One segment: a range of the `.ts`. */
export interface Segment {
  readonly seconds: number;
  readonly bytes: number;
  /** Where it begins in the `.ts`. */
  readonly offset: number;
}

/** A VOD playlist over byte ranges of one file. */
export interface Playlist {
  readonly targetSeconds: number;
  readonly segmentsName: string;
  readonly segments: readonly Segment[];
  readonly isEnded: boolean;
}

/** Players begin at the beginning when the film begins no later: what comes before is only decoders' run-in. */
const NO_START_SECONDS = 0.1;

/**
 * Writes the playlist of SPEC F12.
 *
 * @param startSeconds Where the film begins; what lies before is not for showing.
 */
export function writePlaylist(segmentsName: string, segments: readonly Segment[], startSeconds = 0): string {
  const longest = Math.max(1, ...segments.map(({seconds}) => Math.ceil(seconds)));
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:4',
    `#EXT-X-TARGETDURATION:${String(longest)}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    ...(startSeconds > NO_START_SECONDS ? [`#EXT-X-START:TIME-OFFSET=${startSeconds.toFixed(6)},PRECISE=YES`] : []),
    ...segments.flatMap(({seconds, bytes, offset}) => [
      `#EXTINF:${seconds.toFixed(6)},`,
      `#EXT-X-BYTERANGE:${String(bytes)}@${String(offset)}`,
      encodeURIComponent(segmentsName),
    ]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}

/**
 * Reads a playlist of byte ranges over one file.
 *
 * @throws Error in words for anything else.
 */
export function readPlaylist(text: string): Playlist {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines[0] !== '#EXTM3U') throw new Error('The playlist does not begin with #EXTM3U.');
  const segments: Segment[] = [];
  const names = new Set<string>();
  let targetSeconds = 0;
  let seconds: number | undefined;
  let range: {bytes: number; offset: number} | undefined;
  for (const line of lines) {
    const [tag = '', value = ''] = line.split(/:(.*)/s);
    if (tag === '#EXT-X-TARGETDURATION') targetSeconds = Number(value);
    else if (tag === '#EXTINF') seconds = Number.parseFloat(value);
    else if (tag === '#EXT-X-BYTERANGE') range = readRange(value, endOf(segments));
    else if (!line.startsWith('#')) {
      if (seconds === undefined || range === undefined) throw new Error('A segment has no length or no byte range.');
      segments.push({seconds, ...range});
      names.add(decodeURIComponent(line));
      seconds = range = undefined;
    }
  }
  const [segmentsName] = names;
  if (segmentsName === undefined) throw new Error('The playlist has no segments.');
  if (names.size > 1) throw new Error('The playlist names more than one file.');
  return {targetSeconds, segmentsName, segments, isEnded: lines.includes('#EXT-X-ENDLIST')};
}

/** Where the last segment ends, in bytes. */
export function endOf(segments: readonly Segment[]): number {
  const last = segments.at(-1);
  return last === undefined ? 0 : last.offset + last.bytes;
}

function readRange(value: string, after: number): {bytes: number; offset: number} {
  const [bytes = NaN, offset = after] = value.split('@').map(Number);
  if (!Number.isSafeInteger(bytes) || !Number.isSafeInteger(offset)) throw new Error('A byte range cannot be read.');
  return {bytes, offset};
}
