/** Reads a piece of a file; shorter at its end. */
export type ReadPiece = (from: number, to: number) => Promise<Uint8Array>;

/** Below this share nothing that is seen or heard need be missing: an index at the end, a rounded size. */
const HARMLESS_SHARE = 0.02;
const MOST_BOXES = 10_000;

/**
 * Whether a file is shorter than its own headers say, by more than an index: cut off while it was copied or recorded.
 *
 * @returns The share that is there, 0–1; `undefined` when nothing is missing, or the container does not tell.
 */
export async function presentShare(size: number, read: ReadPiece): Promise<number | undefined> {
  const head = await read(0, 64);
  const stated = riffSize(head) ?? matroskaSize(head) ?? (await boxesSize(head, size, read));
  return stated !== undefined && size < stated * (1 - HARMLESS_SHARE) ? size / stated : undefined;
}

/** AVI: one size at the start; 0 and all ones are what an interrupted recorder leaves. */
function riffSize(head: Uint8Array): number | undefined {
  if (text(head, 0) !== 'RIFF' || text(head, 8) !== 'AVI ') return undefined;
  const size = view(head).getUint32(4, true);
  return size === 0 || size === 0xffffffff ? undefined : size + 8;
}

/** Matroska: EBML's head, then one segment with all the rest. */
function matroskaSize(head: Uint8Array): number | undefined {
  if (head.length < 64 || view(head).getUint32(0) !== 0x1a45dfa3) return undefined;
  const top = variableInteger(head, 4);
  const segment = 4 + top.bytes + top.value;
  if (segment + 12 > head.length || view(head).getUint32(segment) !== 0x18538067) return undefined;
  const content = variableInteger(head, segment + 4);
  return content.isUnknown ? undefined : segment + 4 + content.bytes + content.value;
}

/** MP4 and QuickTime: boxes one after another; the last one must end with the file. */
async function boxesSize(head: Uint8Array, size: number, read: ReadPiece): Promise<number | undefined> {
  if (!['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].includes(text(head, 4))) return undefined;
  let at = 0;
  for (let boxes = 0; at + 8 <= size && boxes < MOST_BOXES; boxes += 1) {
    const box = await read(at, at + 16);
    if (!/^[\w ©-]{4}$/.test(text(box, 4))) return undefined;
    const short = view(box).getUint32(0);
    if (short === 0) return undefined;
    const length = short === 1 && box.length >= 16 ? Number(view(box).getBigUint64(8)) : short;
    if (length < 8) return undefined;
    at += length;
  }
  return at;
}

function variableInteger(bytes: Uint8Array, at: number): {value: number; bytes: number; isUnknown: boolean} {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  let value = first & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    isUnknown &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return {value, bytes: length, isUnknown};
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
