import {BlockReader} from '../copy/block-reader.ts';
import {TICKS_A_SECOND, toTicks, type Packet, type PacketSource} from '../copy/packet-source.ts';
import {must, ReaderRefusal} from '../copy/reader-refusal.ts';
import {AdtsFrames} from './adts-frames.ts';
import {annexBUnits, isEntryUnit, nal, type NalRange} from './h264.ts';
import {PACKET_BYTES, SYNC_BYTE} from './packet-writer.ts';
import {BrokenStreamError, PesReader, type PesUnit} from './pes-reader.ts';

/** So much may be held for the track that lies behind the other one. */
const MOST_HELD_BYTES = 32 << 20;
/** No more is read to learn how the pictures are shuffled. */
const MOST_AHEAD_BYTES = 8 << 20;

/** A piece of memory is to fit the next, somewhat larger picture, too. */
const SPARE = 1.25;
/** What a frame takes beside its bytes, or somewhat more. */
const FRAME_BYTES = 256;
/** The program map and a key frame come at once, or at least so early. */
const MAP_WITHIN_BYTES = 4 << 20;
const KEY_WITHIN_BYTES = 64 << 20;

type Track = 'video' | 'audio';

/** The streams that are wanted, by their PIDs. */
export type WantedStreams = Readonly<Record<Track, number | undefined>>;

/** @throws ReaderRefusal unless the file begins like one; DOMException when it can no longer be read. */
export async function mustBeTransportStream(file: Blob): Promise<void> {
  const head = new Uint8Array(await file.slice(0, PACKET_BYTES + 1).arrayBuffer());
  must(head[0] === SYNC_BYTE && head[PACKET_BYTES] === SYNC_BYTE, 'It does not begin like a transport stream.');
}

/**
 * Reads the pictures and sounds of a transport stream in one go from its front to its end.
 *
 * What a track is not yet asked for is held meanwhile. A picture's bytes are valid until the next one is asked for. A
 * recording begins at its first key frame; packets that it lacks are holes in a picture, or sounds that are not there.
 * Everything else that is not ordinary is refused, if need be in the middle: units that hold anything but one picture,
 * sound without headers.
 */
export class UnitStream {
  readonly #blocks: BlockReader;
  readonly #fileBytes: number;
  readonly #wanted: WantedStreams;
  readonly #lookAhead: number;
  readonly #reader = new PesReader((track, unit) => this.#take(track, unit), Infinity);
  readonly #sounds = new AdtsFrames();
  readonly #queues: Readonly<Record<Track, Packet[]>> = {video: [], audio: []};
  /** Memory of pictures that are no longer needed. */
  readonly #free: ArrayBuffer[] = [];
  /** The picture that was given last. */
  #given: ArrayBuffer | undefined;
  #heldBytes = 0;
  #isEnded = false;
  /** The recording began in the middle: what is due before its first key frame is passed over. In seconds. */
  #beginsAt = -Infinity;
  readonly #isBeyondBeginning: Record<Track, boolean> = {video: false, audio: false};
  #hasSkipped = false;
  /** Key frames are marked as such in their packets; `undefined` before the first one. */
  #tellsKeys: boolean | undefined;
  #lastDecodeAt = 0;
  #lastStep = Infinity;

  private constructor(file: Blob, wanted: WantedStreams, lookAhead: number) {
    this.#lookAhead = lookAhead;
    this.#fileBytes = file.size;
    this.#wanted = wanted;
    this.#blocks = new BlockReader(file, 0, file.size, 0);
  }

  /**
   * @param lookAhead So many of the first pictures are wanted beforehand.
   * @throws ReaderRefusal where there is no key frame, or the browser cannot read so.
   */
  static async open(file: Blob, wanted: WantedStreams, lookAhead: number): Promise<UnitStream> {
    const stream = new UnitStream(file, wanted, lookAhead);
    try {
      await stream.#readAhead();
      return stream;
    } catch (error) {
      await stream.close();
      throw error;
    }
  }

  /** When the first pictures are shown, in the order of their decoding, in ticks of 90 kHz. Before any is asked for. */
  get firstTimes(): number[] {
    return this.#queues.video.slice(0, this.#lookAhead).map(({timestamp}) => toTicks(timestamp));
  }

  /** The packets of one of the streams, which carry their own headers. */
  source(track: Track): PacketSource {
    return {record: () => Promise.resolve(undefined), next: () => this.#next(track)};
  }

  /** Ends the reading. */
  close(): Promise<void> {
    return this.#blocks.close();
  }

  async #next(track: Track): Promise<Packet | undefined> {
    const queue = this.#queues[track];
    if (track === 'video' && this.#given) this.#free.push(this.#given);
    while (queue.length === 0 && !this.#isEnded) await this.#read();
    const packet = queue.shift();
    if (track === 'video') this.#given = packet?.data.buffer as ArrayBuffer | undefined; // as #copyOf made it
    if (packet) this.#heldBytes -= bytesHeldBy(packet);
    return packet;
  }

  async #readAhead(): Promise<void> {
    const {video} = this.#queues;
    if (this.#wanted.video === undefined) return;
    while (video.length < this.#lookAhead && this.#heldBytes < MOST_AHEAD_BYTES && !this.#isEnded) {
      await this.#read();
      const readBytes = this.#blocks.current?.from ?? 0;
      must(this.#reader.has.video || readBytes < MAP_WITHIN_BYTES, 'There is no program map.');
      must(video.length > 0 || readBytes < KEY_WITHIN_BYTES, 'There is no key frame for long.');
    }
    must(video.length > 0, 'There is no key frame.');
  }

  async #read(): Promise<void> {
    const last = this.#blocks.current;
    const at = last ? last.from + last.bytes.length : 0;
    this.#isEnded = at === this.#fileBytes;
    if (!this.#isEnded) await this.#blocks.advance(at);
    try {
      if (this.#isEnded) this.#reader.finish();
      else this.#reader.push(this.#blocks.current?.bytes ?? new Uint8Array());
    } catch (error) {
      throw error instanceof BrokenStreamError ? new ReaderRefusal(error.message) : error;
    }
    must(this.#heldBytes <= MOST_HELD_BYTES, 'The tracks lie too far apart.');
  }

  #take(track: Track, unit: PesUnit): void {
    const isWanted = (each: Track) => this.#reader.pidOf(each) === this.#wanted[each];
    must(isWanted('video') && isWanted('audio'), 'The first streams are not the ones that are wanted.');
    const packets = track === 'video' ? this.#pictureOf(unit) : this.#sounds.take(unit);
    for (const packet of packets) this.#hold(track, packet);
  }

  #hold(track: Track, packet: Packet): void {
    this.#isBeyondBeginning[track] ||= packet.timestamp > this.#beginsAt;
    if (!this.#isBeyondBeginning[track] && packet.timestamp !== this.#beginsAt) return;
    this.#queues[track].push(packet);
    this.#heldBytes += bytesHeldBy(packet);
  }

  /** The picture of a unit; none of one that is of no use. */
  #pictureOf(unit: PesUnit): readonly Packet[] {
    const {data, presentAt, decodeAt, isRandomAccess} = unit;
    const units = [...annexBUnits(data)];
    if (!unit.isTorn) mustBeOnePicture(data, units);
    const isEntry = units.some(({from, to}) => isEntryUnit(data.subarray(from, to)));
    const isFirst = this.#tellsKeys === undefined;
    if ((isFirst && !isEntry) || picturesIn(data, units) === 0) {
      this.#hasSkipped ||= isFirst;
      return [];
    }
    const timestamp = presentAt / TICKS_A_SECOND;
    if (isFirst && this.#hasSkipped) this.#beginAt(timestamp);
    this.#tellsKeys ??= isRandomAccess;
    const isKey = this.#tellsKeys ? isRandomAccess : isEntry;
    const step = isFirst ? 0 : Math.max(0, decodeAt - this.#lastDecodeAt);
    // The step before it, too: a picture after a hole is not shown for as long as the hole was.
    const duration = Math.min(step, this.#lastStep) / TICKS_A_SECOND;
    this.#lastDecodeAt = decodeAt;
    this.#lastStep = isFirst ? Infinity : step;
    const type = isKey ? 'key' : 'delta';
    return [{data: this.#copyOf(data), byteLength: data.length, timestamp, duration, type, units}];
  }

  #beginAt(timestamp: number): void {
    this.#beginsAt = timestamp;
    this.#isBeyondBeginning.audio = false;
    const before = this.#queues.audio.splice(0);
    for (const packet of before) this.#heldBytes -= bytesHeldBy(packet);
    for (const packet of before) this.#hold('audio', packet);
  }

  #copyOf(data: Uint8Array): Uint8Array {
    const free = this.#free.pop();
    const buffer = free && free.byteLength >= data.length ? free : new ArrayBuffer(Math.ceil(data.length * SPARE));
    const copy = new Uint8Array(buffer, 0, data.length);
    copy.set(data);
    return copy;
  }
}

/** A picture has its memory for itself; sounds share theirs. */
function bytesHeldBy({data, units}: Packet): number {
  return FRAME_BYTES + (units ? data.buffer.byteLength : data.length);
}

/** @throws ReaderRefusal unless all of it belongs to one picture. */
function mustBeOnePicture(data: Uint8Array, units: readonly NalRange[]): void {
  must(picturesIn(data, units) === 1, 'A unit is not one picture.');
  must((units[0]?.from ?? 0) <= 4, 'A unit does not begin with its picture.');
  const typeOf = ({from}: NalRange) => (data[from] ?? 0) & 0x1f;
  const first = units.findIndex((unit) => isSlice(typeOf(unit)));
  const isOfTheNext = (type: number) => type >= nal.sei && type <= nal.delimiter;
  must(!units.slice(first).some((unit) => isOfTheNext(typeOf(unit))), 'A unit goes on after its picture.');
}

/** How many pictures begin: a first slice has macroblock 0, which is written as a bit of 1 (H.264, 7.3.3). */
function picturesIn(data: Uint8Array, units: readonly NalRange[]): number {
  return units.filter(({from}) => isSlice((data[from] ?? 0) & 0x1f) && ((data[from + 1] ?? 0) & 0x80) !== 0).length;
}

function isSlice(type: number): boolean {
  return type >= nal.slice && type <= nal.idrSlice;
}
