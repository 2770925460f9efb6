import {must} from '../copy/reader-refusal.ts';
import {readElements, readUnsigned} from './ebml.ts';

/** RFC 9559, 5.1.4.1. */
const ids = {trackEntry: 0xae, trackNumber: 0xd7, defaultDuration: 0x23e383, contentEncodings: 0x6d80} as const;

/** How long each frame of a track is shown, in seconds; 0 where that is not said. */
export type FrameSeconds = ReadonlyMap<number, number>;

/**
 * @param tracks The content of `Tracks`.
 * @param numbers Of the tracks that are wanted.
 * @throws ReaderRefusal when one is not there once, or is compressed or encrypted.
 */
export function readTracks(tracks: Uint8Array, numbers: readonly number[]): FrameSeconds {
  const entries = readElements(tracks)
    .filter(({id}) => id === ids.trackEntry)
    .map(({body}) => new Map(readElements(body).map((element) => [element.id, element.body])))
    .map((entry) => [readUnsigned(entry.get(ids.trackNumber) ?? new Uint8Array()), entry] as const)
    .filter(([number]) => numbers.includes(number));
  must(entries.length === numbers.length && new Map(entries).size === numbers.length, 'A track is not there once.');
  return new Map(
    entries.map(([number, entry]) => {
      must(!entry.has(ids.contentEncodings), 'A track is compressed or encrypted.');
      return [number, readUnsigned(entry.get(ids.defaultDuration) ?? new Uint8Array()) / 1e9];
    }),
  );
}
