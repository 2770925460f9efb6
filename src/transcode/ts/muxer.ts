import type {ByteSink} from '../byte-sink.ts';
import {AUDIO_PID, PacketWriter, PAT_PID, PMT_PID, VIDEO_PID, wrap33} from './packet-writer.ts';
import {associationTable, mapTable} from './tables.ts';

/** Room a unit leaves before its payload, so that the PES header goes in front without a copy. */
export const PES_HEADROOM = 19;

/** How far the stream's clock runs ahead of the decoding of what it carries: 0.5 s. */
const CLOCK_LEAD_TICKS = 45_000;

const VIDEO_STREAM_ID = 0xe0;
const AUDIO_STREAM_ID = 0xc0;

/** A payload with {@link PES_HEADROOM} bytes free before it. */
export interface Unit {
  readonly bytes: Uint8Array;
  /** Where the payload ends; it begins at {@link PES_HEADROOM}. */
  readonly end: number;
}

/** Times in 90 kHz ticks. */
export interface VideoTimes {
  readonly presentAt: number;
  readonly decodeAt: number;
}

/**
 * Writes an MPEG transport stream of at most one H.264 and one AAC stream.
 *
 * mediabunny's own writer puts in no clock (PCR) and gives B-frames a decode time after their presentation; players
 * other than hls.js and ffmpeg need not take that. This one writes PCR on each frame and keeps DTS ≤ PTS.
 */
export class TsMuxer {
  readonly #packets: PacketWriter;
  readonly #clockOnAudio: boolean;
  readonly #association = associationTable();
  readonly #map: Uint8Array;

  constructor(sink: ByteSink, streams: {readonly video: boolean; readonly audio: boolean}) {
    this.#packets = new PacketWriter(sink);
    this.#clockOnAudio = !streams.video;
    this.#map = mapTable(streams);
  }

  /** Writes the tables a player needs to begin here: at the start of each segment. */
  startSegment(): void {
    this.#packets.write(PAT_PID, this.#association, 0, this.#association.length, {});
    this.#packets.write(PMT_PID, this.#map, 0, this.#map.length, {});
  }

  /** Writes one picture: an access unit in Annex B form. Changes the headroom of `unit`. */
  writeVideo(unit: Unit, times: VideoTimes, isKey: boolean): void {
    const from = writePesHeader(unit, VIDEO_STREAM_ID, times.presentAt, times.decodeAt);
    const clock = times.decodeAt - CLOCK_LEAD_TICKS;
    this.#packets.write(VIDEO_PID, unit.bytes, from, unit.end, {clock, randomAccess: isKey});
  }

  /** Writes some ADTS frames; `presentAt` is the first one's. Changes the headroom of `unit`. */
  writeAudio(unit: Unit, presentAt: number): void {
    const from = writePesHeader(unit, AUDIO_STREAM_ID, presentAt, presentAt);
    const clock = presentAt - CLOCK_LEAD_TICKS;
    this.#packets.write(AUDIO_PID, unit.bytes, from, unit.end, this.#clockOnAudio ? {clock, randomAccess: true} : {});
  }
}

/** Writes the header into the headroom and says where it begins. */
function writePesHeader(unit: Unit, streamId: number, presentAt: number, decodeAt: number): number {
  const {bytes, end} = unit;
  const hasDecodeTime = decodeAt !== presentAt;
  const from = PES_HEADROOM - (hasDecodeTime ? 19 : 14);
  const length = end - from - 6;
  const declared = streamId === AUDIO_STREAM_ID && length < 0x10000 ? length : 0;
  bytes.set([0, 0, 1, streamId, declared >> 8, declared & 0xff, 0x84, hasDecodeTime ? 0xc0 : 0x80], from);
  bytes[from + 8] = hasDecodeTime ? 10 : 5;
  writeTime(bytes, from + 9, hasDecodeTime ? 3 : 2, presentAt);
  if (hasDecodeTime) writeTime(bytes, from + 14, 1, decodeAt);
  return from;
}

function writeTime(bytes: Uint8Array, at: number, mark: number, ticks: number): void {
  const time = wrap33(ticks);
  const high = Math.floor(time / 2 ** 30); // 3 bits
  const low = time % 2 ** 30;
  bytes[at] = (mark << 4) | (high << 1) | 1;
  bytes[at + 1] = (low >> 22) & 0xff;
  bytes[at + 2] = ((low >> 14) & 0xfe) | 1;
  bytes[at + 3] = (low >> 7) & 0xff;
  bytes[at + 4] = ((low << 1) & 0xfe) | 1;
}
