import type {ByteSink} from '../byte-sink.ts';
import {AUDIO_PID, type Counters, PacketWriter, PAT_PID, PMT_PID, VIDEO_PID, wrap33} from './packet-writer.ts';
import {associationTable, mapTable} from './tables.ts';

/** Room a unit leaves before its payload, so that the PES header goes in front without a copy. */
export const PES_HEADROOM = 19;

/** How far the stream's clock runs ahead of the decoding of what it carries: 0.5 s. */
const CLOCK_LEAD_TICKS = 45_000;

/** The clock is told at least this often (ISO 13818-1, 2.7.2: 100 ms). */
const CLOCK_STEP_TICKS = 9_000;
/** A longer hole in a film stays one. */
const LONGEST_HOLE_TICKS = 60 * 90_000;

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

/** Where a stream goes on; fit for JSON. Times in 90 kHz ticks. */
export interface MuxerState {
  readonly counters: Counters;
  /** What the clock has told last. */
  readonly clock: number | undefined;
  /** How long pictures wait between decoding and presentation, at most. */
  readonly lead: number;
}

/**
 * Writes an MPEG transport stream of at most one H.264 and one AAC stream.
 *
 * mediabunny's own writer puts in no clock (PCR) and gives B-frames a decode time after their presentation; players
 * other than hls.js and ffmpeg need not take that. This one writes PCR on each frame, and between frames that are far
 * apart, and keeps DTS ≤ PTS.
 */
export class TsMuxer {
  readonly #packets: PacketWriter;
  readonly #clockPid: number;
  readonly #association = associationTable();
  readonly #map: Uint8Array;
  #clock: number | undefined;
  #lead: number;

  /** @param state Where an earlier muxer has stopped, for a stream that goes on. */
  constructor(
    sink: ByteSink,
    streams: {readonly video: boolean; readonly audio: boolean},
    state: MuxerState = {counters: [], clock: undefined, lead: 0},
  ) {
    this.#packets = new PacketWriter(sink, state.counters);
    this.#clockPid = streams.video ? VIDEO_PID : AUDIO_PID;
    this.#clock = state.clock;
    this.#lead = state.lead;
    this.#map = mapTable(streams);
  }

  /** For a muxer that is to go on from here. */
  get state(): MuxerState {
    return {counters: this.#packets.counters, clock: this.#clock, lead: this.#lead};
  }

  /** Writes the tables a player needs to begin here: at the start of each segment. */
  startSegment(): void {
    this.#packets.write(PAT_PID, this.#association, 0, this.#association.length, {});
    this.#packets.write(PMT_PID, this.#map, 0, this.#map.length, {});
  }

  /** A picture is to come: the clock stays before it, whatever sound comes first. */
  announce({presentAt, decodeAt}: VideoTimes): void {
    this.#lead = Math.max(this.#lead, presentAt - decodeAt);
  }

  /** Writes one picture: an access unit in Annex B form. Changes the headroom of `unit`. */
  writeVideo(unit: Unit, times: VideoTimes, isKey: boolean): void {
    const from = writePesHeader(unit, VIDEO_STREAM_ID, times.presentAt, times.decodeAt);
    const clock = times.decodeAt - CLOCK_LEAD_TICKS;
    this.announce(times);
    this.#runClock(clock);
    const start = this.#setClock(clock) ? {clock, randomAccess: isKey} : {randomAccess: isKey};
    this.#packets.write(VIDEO_PID, unit.bytes, from, unit.end, start);
  }

  /** Writes some ADTS frames; `presentAt` is the first one's. Changes the headroom of `unit`. */
  writeAudio(unit: Unit, presentAt: number): void {
    const from = writePesHeader(unit, AUDIO_STREAM_ID, presentAt, presentAt);
    const clock = presentAt - CLOCK_LEAD_TICKS;
    const isClock = this.#clockPid === AUDIO_PID;
    // The next picture is shown after this sound, and decoded no earlier than its lead before that.
    this.#runClock(clock - this.#lead);
    const start = isClock && this.#setClock(clock) ? {clock, randomAccess: true} : {};
    this.#packets.write(AUDIO_PID, unit.bytes, from, unit.end, start);
  }

  /** Whether the clock may say so: it never goes back. */
  #setClock(clock: number): boolean {
    const isLater = clock > (this.#clock ?? -Infinity);
    if (isLater) this.#clock = clock;
    return isLater;
  }

  /** Tells the clock in packets of its own, so that it is told often enough until it is `until`. */
  #runClock(until: number): void {
    let clock = this.#clock ?? -Infinity;
    if (until - clock > LONGEST_HOLE_TICKS) clock = until - CLOCK_STEP_TICKS;
    while (until - clock > CLOCK_STEP_TICKS) {
      clock += CLOCK_STEP_TICKS;
      this.#packets.writeClock(this.#clockPid, clock);
    }
    this.#clock = clock;
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
