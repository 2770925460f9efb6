import {MOST_HEADER_BYTES, readHeader} from './boxes.ts';
import {ReaderRefusal, must} from '../copy/reader-refusal.ts';

const MOST_TOP_BOXES = 100;
/** The tables of a film of a whole day fit in. */
const MOST_MOVIE_BYTES = 64 << 20;

/**
 * Reads the movie box (`moov`) of a file.
 *
 * @returns Its content.
 * @throws ReaderRefusal when the file is no mp4.
 * @throws DOMException when the file can no longer be read.
 */
export async function findMovie(file: Blob): Promise<DataView> {
  let at = 0;
  for (let boxes = 0; boxes < MOST_TOP_BOXES && at < file.size; boxes += 1) {
    const {type, headerBytes, bytes} = readHeader(await read(file, at, at + MOST_HEADER_BYTES));
    must(boxes > 0 || type === 'ftyp', 'It does not begin like an mp4.');
    must(type !== 'moof', 'A fragment comes before the movie box.');
    const end = bytes === undefined ? file.size : at + bytes;
    must(end <= file.size, 'A box goes on after the end of the file.');
    if (type === 'moov') {
      must(end - at <= MOST_MOVIE_BYTES, 'The tables are too long.');
      return read(file, at + headerBytes, end);
    }
    at = end;
  }
  throw new ReaderRefusal('There is no movie box.');
}

async function read(file: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await file.slice(from, to).arrayBuffer());
}
