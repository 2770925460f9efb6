import {AUDIO_PID, PMT_PID, VIDEO_PID} from './packet-writer.ts';

const PROGRAM = 1;
const H264_TYPE = 0x1b;
const AAC_ADTS_TYPE = 0x0f;

/** The program association table, ready to be a packet's payload. */
export function associationTable(): Uint8Array {
  return section(0x00, 1, [0, PROGRAM, 0xe0 | (PMT_PID >> 8), PMT_PID & 0xff]);
}

/** The program map table: which streams there are; the clock comes with the video, else with the audio. */
export function mapTable(streams: {readonly video: boolean; readonly audio: boolean}): Uint8Array {
  const clockPid = streams.video ? VIDEO_PID : AUDIO_PID;
  return section(0x02, PROGRAM, [
    ...[0xe0 | (clockPid >> 8), clockPid & 0xff, 0xf0, 0],
    ...(streams.video ? stream(H264_TYPE, VIDEO_PID) : []),
    ...(streams.audio ? stream(AAC_ADTS_TYPE, AUDIO_PID) : []),
  ]);
}

function stream(type: number, pid: number): number[] {
  return [type, 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0];
}

/** A pointer byte, the section's header, its body and its check sum. */
function section(tableId: number, id: number, body: readonly number[]): Uint8Array {
  const length = 5 + body.length + 4;
  const bytes = [tableId, 0xb0 | (length >> 8), length & 0xff, id >> 8, id & 0xff, 0xc1, 0, 0, ...body];
  const sum = crc32(bytes);
  return Uint8Array.of(0, ...bytes, sum >>> 24, (sum >>> 16) & 0xff, (sum >>> 8) & 0xff, sum & 0xff);
}

/** CRC-32/MPEG-2: not reflected, not inverted at the end. */
function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}
