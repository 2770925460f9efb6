import {BitReader} from './bit-reader.ts';

/** What an ADTS header says of each frame; `undefined` members mean that the frames carry their own headers. */
export interface AacConfig {
  /** Audio object type of the core, 1 (Main) to 4 (LTP); 2 is LC. */
  readonly objectType: number;
  /** Index into {@link sampleRates}. */
  readonly rateIndex: number;
  readonly channels: number;
}

export const ADTS_BYTES = 7;
export const SAMPLES_A_FRAME = 1024;

// prettier-ignore
const sampleRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350] as const;

const SBR = 5;
const PARAMETRIC_STEREO = 29;

/**
 * Reads an AudioSpecificConfig.
 *
 * @returns `undefined` for what ADTS cannot carry: xHE-AAC, ELD, frames of 960 samples, channel layouts of its own.
 */
export function readAacConfig(record: Uint8Array): AacConfig | undefined {
  const bits = new BitReader(record);
  let objectType = readObjectType(bits);
  const rateIndex = bits.read(4);
  const channels = bits.read(4);
  if (rateIndex >= sampleRates.length || channels < 1 || channels > 7) return undefined;
  if (objectType === SBR || objectType === PARAMETRIC_STEREO) {
    if (bits.read(4) === 15) bits.read(24);
    objectType = readObjectType(bits);
  }
  const isShortFrame = bits.read(1) === 1;
  if (objectType < 1 || objectType > 4 || isShortFrame) return undefined;
  return {objectType, rateIndex, channels};
}

/** Seconds of one frame of the core. */
export function frameSeconds(config: AacConfig): number {
  return SAMPLES_A_FRAME / (sampleRates[config.rateIndex] ?? 48000);
}

/** Writes the header of a frame of `frameBytes` (without header) into `out` at `at`. */
export function writeAdtsHeader(config: AacConfig, frameBytes: number, out: Uint8Array, at: number): void {
  const length = frameBytes + ADTS_BYTES;
  out[at] = 0xff;
  out[at + 1] = 0xf1;
  out[at + 2] = ((config.objectType - 1) << 6) | (config.rateIndex << 2) | (config.channels >> 2);
  out[at + 3] = ((config.channels & 3) << 6) | (length >> 11);
  out[at + 4] = (length >> 3) & 0xff;
  out[at + 5] = ((length & 7) << 5) | 0x1f;
  out[at + 6] = 0xfc;
}

/** A frame that carries its own header, as in a transport stream. */
export function startsWithAdts(frame: Uint8Array): boolean {
  return frame.length > ADTS_BYTES && frame[0] === 0xff && ((frame[1] ?? 0) & 0xf6) === 0xf0;
}

/** The length of the ADTS frame at `at`, header included, and its seconds; `undefined` where there is none. */
export function adtsFrame(
  bytes: Uint8Array,
  at: number,
): {readonly length: number; readonly seconds: number} | undefined {
  if (at + ADTS_BYTES > bytes.length || bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xf6) !== 0xf0) return undefined;
  const length = (((bytes[at + 3] ?? 0) & 3) << 11) | ((bytes[at + 4] ?? 0) << 3) | ((bytes[at + 5] ?? 0) >> 5);
  const rate = sampleRates[((bytes[at + 2] ?? 0) >> 2) & 15];
  return length < ADTS_BYTES || rate === undefined ? undefined : {length, seconds: SAMPLES_A_FRAME / rate};
}

/**
 * Whether a frame ends with an END element, as every frame does; of lost or overwritten ones one in eight seems to.
 *
 * @param frame Without a header.
 */
export function endsWell(frame: Uint8Array): boolean {
  let last = frame.length - 1;
  while (last >= 0 && frame[last] === 0) last -= 1;
  const tail = ((frame[last - 1] ?? 0) << 8) | (frame[last] ?? 0);
  const end = tail & -tail; // the lowest bit set
  return end !== 0 && (tail & (end * 7)) === end * 7;
}

/** Whether there are only zeros in it: what a disk or a download leaves where bytes are missing. */
export function isBlank(frame: Uint8Array): boolean {
  return frame.every((byte) => byte === 0);
}

/** One channel of a frame in which nothing is heard: a gain, a long window, no bands, no tools; all of it zeros. */
const silentChannel = '0'.repeat(8 + 11 + 3);
// prettier-ignore
const silentElements = {
  single: `000 0000 ${silentChannel}`,
  pair:   `001 0000 0 ${silentChannel} ${silentChannel}`,
  other:  `001 0001 0 ${silentChannel} ${silentChannel}`,
  third:  `001 0010 0 ${silentChannel} ${silentChannel}`,
  back:   `000 0001 ${silentChannel}`,
  low:    `011 0000 ${silentChannel}`,
  end:    '111',
} as const;
/** By number of channels as a header counts them, 1 to 7 (ISO 14496-3, table 1.19). */
const silentLayouts: readonly (readonly (keyof typeof silentElements)[])[] = [
  [],
  ['single'],
  ['pair'],
  ['single', 'pair'],
  ['single', 'pair', 'back'],
  ['single', 'pair', 'other'],
  ['single', 'pair', 'other', 'low'],
  ['single', 'pair', 'other', 'third', 'low'],
];

/** A frame of a track in which nothing is heard, without a header. */
export function silentFrame({channels}: AacConfig): Uint8Array {
  const elements = [...(silentLayouts[channels] ?? []), 'end'] as const;
  const bits = elements.map((element) => silentElements[element].replaceAll(' ', '')).join('');
  return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}

/** The audio object type in the ADTS header that `frame` begins with: 2 is LC. */
export function objectTypeOf(frame: Uint8Array): number | undefined {
  return startsWithAdts(frame) ? ((frame[2] ?? 0) >> 6) + 1 : undefined;
}

function readObjectType(bits: BitReader): number {
  const type = bits.read(5);
  return type === 31 ? 32 + bits.read(6) : type;
}
