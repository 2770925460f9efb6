import {objectTypeOf} from './aac.ts';
import {annexBUnits, nal} from './h264.ts';
import {PesReader} from './pes-reader.ts';

/** Enough for the first picture and the first sound. */
const MOST_BYTES = 4 << 20;
const BLOCK_BYTES = 188 * 1024;

/** What a transport stream is encoded in, as RFC 6381 writes it, by its own parameter sets and headers: `avc1.64001f`. */
export function readCodecs(file: Pick<FileSystemSyncAccessHandle, 'read' | 'getSize'>): readonly string[] {
  const found: {video?: string; audio?: string} = {};
  const reader = new PesReader((track, {data}) => {
    const codec = track === 'video' ? avcCodec(data) : aacCodec(data);
    if (codec !== undefined) found[track] ??= codec;
  });
  const isComplete = () =>
    (!reader.has.video || found.video !== undefined) && (!reader.has.audio || found.audio !== undefined);
  const block = new Uint8Array(BLOCK_BYTES);
  for (let at = 0; at < MOST_BYTES; at += BLOCK_BYTES) {
    const count = file.read(block, {at});
    reader.push(block.subarray(0, count));
    if (count < BLOCK_BYTES) reader.finish();
    if (count < BLOCK_BYTES || ((reader.has.video || reader.has.audio) && isComplete())) break;
  }
  return [found.video, found.audio].filter((codec) => codec !== undefined);
}

/** By the sequence parameter set: profile, constraints, level. */
function avcCodec(picture: Uint8Array): string | undefined {
  for (const {from} of annexBUnits(picture)) {
    if (((picture[from] ?? 0) & 0x1f) !== nal.sps) continue;
    const bytes = [...picture.subarray(from + 1, from + 4)];
    return `avc1.${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  }
  return undefined;
}

function aacCodec(frames: Uint8Array): string | undefined {
  const objectType = objectTypeOf(frames);
  return objectType === undefined ? undefined : `mp4a.40.${String(objectType)}`;
}
