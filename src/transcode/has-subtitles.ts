import {findBox, getBox, readBoxes} from './mp4/boxes.ts';
import {findMovie} from './mp4/find-movie.ts';
import {ReaderRefusal} from './copy/reader-refusal.ts';

/** Matroska names its tracks in its head; this much of it holds them also behind a long table of contents. */
const HEAD_BYTES = 1 << 20;
const EBML = 0x1a45dfa3;
/** How a Matroska file names every kind of text among its codecs. */
const MATROSKA_TEXT = new TextEncoder().encode('S_TEXT/');
/** `hdlr` types of subtitles in an mp4 (ISO/IEC 14496-12, 12.6; `sbtl` is Apple's). Chapters are `text`. */
const subtitleHandlers: ReadonlySet<string> = new Set(['sbtl', 'subt']);

/**
 * Whether a film has subtitles in words, as far as its tables tell. A cheap look: ffmpeg is fetched only for films that do.
 *
 * @throws DOMException when the file can no longer be read.
 */
export async function hasSubtitles(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  if (head.length < 8) return false;
  if (new DataView(head.buffer).getUint32(0) === EBML) return includes(head, MATROSKA_TEXT);
  try {
    return hasSubtitleTrack(await findMovie(file));
  } catch (error) {
    if (error instanceof ReaderRefusal) return false;
    throw error;
  }
}

/** @param movie Content of `moov`. */
function hasSubtitleTrack(movie: DataView): boolean {
  return readBoxes(movie)
    .filter(({type}) => type === 'trak')
    .some(({body}) => {
      const media = findBox(readBoxes(body), 'mdia');
      const handler = media && getBox(readBoxes(media), 'hdlr');
      if (!handler || handler.byteLength < 12) return false;
      const type = String.fromCharCode(...[8, 9, 10, 11].map((at) => handler.getUint8(at)));
      return subtitleHandlers.has(type);
    });
}

function includes(bytes: Uint8Array, wanted: Uint8Array): boolean {
  const [first = 0] = wanted;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}
