import {joined} from '../../joined.ts';

/** Content of an element: bytes, or elements. */
type Content = Uint8Array | readonly Uint8Array[];

/** An element whose size is written in 8 bytes, as ffmpeg does for long ones. `live`: the size is not known. */
export function element(id: number, content: Content, size: 'known' | 'live' = 'known'): Uint8Array {
  const body = content instanceof Uint8Array ? content : joined(content);
  const sizeBytes = new Uint8Array(8).fill(0xff);
  if (size === 'known') new DataView(sizeBytes.buffer).setBigUint64(0, BigInt(body.length));
  sizeBytes[0] = 0x01;
  return joined([unsigned(id), sizeBytes, body]);
}

/** In as few bytes as it takes. */
export function unsigned(value: number): Uint8Array {
  const bytes = [value % 256];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

/** A block's content: track, time relative to its cluster, flags, and what follows. */
export function block(track: number, time: number, flags: number, rest: Uint8Array): Uint8Array {
  return joined([Uint8Array.of(0x80 | track, (time >> 8) & 0xff, time & 0xff, flags), rest]);
}

/** What comes before the clusters: a time scale of 1 ms, a film in track 1 at 25 pictures a second, its sound in 2. */
export function head(more: readonly Uint8Array[] = []): Uint8Array[] {
  const track = (number: number, nanoseconds: number) =>
    element(0xae, [element(0xd7, unsigned(number)), element(0x23e383, unsigned(nanoseconds)), ...more]);
  return [
    element(0x1549a966, [element(0x2ad7b1, unsigned(1_000_000))]),
    element(0x1654ae6b, [track(1, 40_000_000), track(2, 20_000_000), track(3, 20_000_000)]),
  ];
}

/** A file of one segment. */
export function matroska(content: readonly Uint8Array[], size: 'known' | 'live' = 'known'): Uint8Array<ArrayBuffer> {
  return joined([element(0x1a45dfa3, []), element(0x18538067, content, size)]);
}

export function cluster(time: number, content: readonly Uint8Array[], size: 'known' | 'live' = 'known'): Uint8Array {
  return element(0x1f43b675, [element(0xe7, unsigned(time)), ...content], size);
}
