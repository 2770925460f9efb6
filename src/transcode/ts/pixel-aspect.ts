import {BitReader} from './bit-reader.ts';

/** Widths to heights by `aspect_ratio_idc` (ITU-T H.264, table E-1). */
// prettier-ignore
const aspects: readonly (readonly [width: number, height: number])[] = [
  [1, 1], [1, 1], [12, 11], [10, 11], [16, 11], [40, 33], [24, 11], [20, 11], [32, 11],
  [80, 33], [18, 11], [15, 11], [64, 33], [160, 99], [4, 3], [3, 2], [2, 1],
];
const OWN_ASPECT = 255;
/** Baseline, Main, Extended: the profiles whose parameter sets say nothing of colours. */
const plainProfiles: ReadonlySet<number> = new Set([66, 77, 88]);

/**
 * How wide a pixel is by its height, as an H.264 sequence parameter set (7.3.2.1.1) says; 1 where it does not.
 *
 * @param set From its NAL unit's header on.
 */
export function pixelAspect(set: Uint8Array): number {
  const bits = new BitReader(withoutEmulation(set.subarray(1)));
  const profile = bits.read(8);
  bits.read(16);
  bits.golomb();
  if (!plainProfiles.has(profile)) skipColours(bits);
  bits.golomb();
  skipOrder(bits);
  bits.golomb();
  bits.read(1);
  bits.golomb();
  bits.golomb();
  if (bits.read(1) === 0) bits.read(1);
  bits.read(1);
  if (bits.read(1) === 1) for (let side = 0; side < 4; side += 1) bits.golomb();
  const isTold = bits.read(1) === 1 && bits.read(1) === 1;
  if (!isTold) return 1;
  const index = bits.read(8);
  const [width, height] = index === OWN_ASPECT ? [bits.read(16), bits.read(16)] : (aspects[index] ?? [1, 1]);
  return width > 0 && height > 0 ? width / height : 1;
}

function skipColours(bits: BitReader): void {
  const chroma = bits.golomb();
  if (chroma === 3) bits.read(1);
  bits.golomb();
  bits.golomb();
  bits.read(1);
  if (bits.read(1) === 0) return;
  for (let list = 0; list < (chroma === 3 ? 12 : 8); list += 1) {
    if (bits.read(1) === 1) skipScalingList(bits, list < 6 ? 16 : 64);
  }
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8;
  for (let index = 0; index < size && last !== 0; index += 1) last = (last + bits.signedGolomb() + 256) % 256;
}

/** How pictures are counted (`pic_order_cnt_type`). */
function skipOrder(bits: BitReader): void {
  const type = bits.golomb();
  if (type === 0) bits.golomb();
  if (type !== 1) return;
  bits.read(1);
  bits.golomb();
  bits.golomb();
  for (let left = bits.golomb(); left > 0; left -= 1) bits.golomb();
}

/** Without the 3 that keeps 00 00 0x from looking like a start code (7.4.1). */
function withoutEmulation(unit: Uint8Array): Uint8Array {
  return unit.filter((byte, at) => !(byte === 3 && at > 1 && unit[at - 1] === 0 && unit[at - 2] === 0));
}
