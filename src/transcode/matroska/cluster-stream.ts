import {BlockReader, type Block} from '../copy/block-reader.ts';
import type {Packet, PacketSource} from '../copy/packet-source.ts';
import {must, ReaderRefusal} from '../copy/reader-refusal.ts';
import {MOST_HEADER_BYTES, readElements, readHeader, readUnsigned, readVariable, type ElementHeader} from './ebml.ts';
import {framesOf, Lacing} from './lacing.ts';
import {readTracks, type FrameSeconds} from './tracks.ts';

/** RFC 9559, 5.1 (and RFC 8794, 11). */
const ids = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  tracks: 0x1654ae6b,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  blockDuration: 0x9b,
  referenceBlock: 0xfb,
} as const;
/** SeekHead, Cues, Attachments, Chapters and Tags; what tells of the film once more. */
const passedBeside: ReadonlySet<number> = new Set([
  ...[0x114d9b74, 0x1c53bb6b, 0x1941a469, 0x1043a770, 0x1254c367],
  ...[ids.info, ids.tracks],
]);
/** Void and CRC-32, which may be anywhere; Position and PrevSize of a cluster. */
const passedAnywhere: ReadonlySet<number> = new Set([0xec, 0xbf, 0xa7, 0xab]);
/** What is longer than this is not read in one piece. */
const MOST_BYTES = 4 << 20;
/** So many frames of a track may be held: those of minutes. */
const MOST_HELD = 50_000;
const USUAL_SCALE = 1_000_000;
const KEY_FRAME = 0x80;

/** A frame's packet, and the block of the file it lies in. */
interface Held {
  readonly packet: Packet;
  readonly block: Block;
}

/** A track's frames that were read before their turn. */
interface Queue {
  readonly frameSeconds: number;
  readonly isVideo: boolean;
  readonly held: Held[];
  given: Held | undefined;
}

/** The tracks that are wanted, by their numbers. */
export interface WantedTracks {
  readonly video: number | undefined;
  readonly audio: number | undefined;
}

/** @throws ReaderRefusal unless the file begins like one; DOMException when it can no longer be read. */
export async function mustBeMatroska(file: Blob): Promise<void> {
  const {id} = readHeader(new Uint8Array(await file.slice(0, MOST_HEADER_BYTES).arrayBuffer()));
  must(id === ids.ebml, 'It does not begin like a Matroska file.');
}

/**
 * Reads the frames of a Matroska file in one go from its front to its end, whole or written live.
 *
 * What a track is not yet asked for is held meanwhile. A packet's bytes are valid until its track is asked for the next.
 * Everything that is not ordinary is refused, if need be in the middle.
 */
export class ClusterStream {
  readonly #blocks: BlockReader;
  readonly #fileBytes: number;
  readonly #queues = new Map<number, Queue>();
  /** Where the next element begins. */
  #at = 0;
  /** The writer never came to write how long it is: what there is, is all of it. */
  #isLive = false;
  #ticksPerSecond = 1e9 / USUAL_SCALE;
  #cluster: {readonly end: number; time: number | undefined} | undefined;

  private constructor(file: Blob) {
    this.#fileBytes = file.size;
    this.#blocks = new BlockReader(file, 0, file.size, MOST_BYTES);
  }

  /** @throws ReaderRefusal for anything but a Matroska file whose tracks are told before their frames. */
  static async open(file: Blob, wanted: WantedTracks): Promise<ClusterStream> {
    const stream = new ClusterStream(file);
    try {
      await stream.#readHead(wanted);
      return stream;
    } catch (error) {
      await stream.close();
      throw error;
    }
  }

  /** The packets of one of the tracks. @param record What its decoder has to know. */
  source(trackNumber: number, record: Uint8Array | undefined): PacketSource {
    const queue = this.#queues.get(trackNumber);
    if (!queue) throw new Error('Name the track when you open the stream.');
    return {record: () => Promise.resolve(record), next: () => this.#next(queue)};
  }

  /** Ends the reading. */
  close(): Promise<void> {
    return this.#blocks.close();
  }

  async #readHead(wanted: WantedTracks): Promise<void> {
    const numbers = [wanted.video, wanted.audio].filter((number) => number !== undefined);
    let frameSeconds: FrameSeconds | undefined;
    let isTimed = false;
    must((await this.#header()).id === ids.ebml, 'It does not begin like a Matroska file.');
    await this.#body();
    must((await this.#header()).id === ids.segment, 'There is no segment.');
    const {bytes} = await this.#enter();
    this.#isLive = bytes === undefined;
    must(bytes === undefined || this.#at + bytes === this.#fileBytes, 'The segment does not end with the file.');
    for (let {id} = await this.#header(); id !== ids.cluster; {id} = await this.#header()) {
      if (id === ids.info) {
        this.#readInfo(await this.#body());
        isTimed = true;
      } else if (id === ids.tracks) frameSeconds = readTracks(await this.#body(), numbers);
      else await this.#pass();
    }
    must(isTimed && frameSeconds !== undefined, 'The tracks are not told before their frames.');
    for (const [number, seconds] of frameSeconds) {
      this.#queues.set(number, {
        frameSeconds: seconds,
        isVideo: number === wanted.video,
        held: [],
        given: undefined,
      });
    }
  }

  #readInfo(info: Uint8Array): void {
    const scale = readElements(info).find(({id}) => id === ids.timestampScale);
    const nanoseconds = scale ? readUnsigned(scale.body) : USUAL_SCALE;
    must(nanoseconds > 0, 'There is no time scale.');
    this.#ticksPerSecond = 1e9 / nanoseconds;
  }

  async #next(queue: Queue): Promise<Packet | undefined> {
    if (queue.given) this.#blocks.release(queue.given.block);
    queue.given = undefined;
    while (queue.held.length === 0) {
      if (this.#at === this.#fileBytes) return undefined;
      await this.#readElement();
    }
    queue.given = queue.held.shift();
    return queue.given?.packet;
  }

  async #readElement(): Promise<void> {
    if (await this.#isCutOff()) {
      this.#at = this.#fileBytes;
      return;
    }
    const {id} = await this.#header();
    if (id === ids.cluster) {
      const {bytes} = await this.#enter();
      this.#cluster = {end: bytes === undefined ? Infinity : this.#at + bytes, time: undefined};
    } else if (id === ids.timestamp && this.#cluster) {
      this.#cluster.time = readUnsigned(await this.#body());
    } else if (id === ids.simpleBlock) {
      this.#takeBlock(await this.#body());
    } else if (id === ids.blockGroup) {
      this.#takeGroup(await this.#body());
    } else {
      await this.#pass();
      if (passedBeside.has(id)) this.#cluster = undefined;
    }
    must(this.#at <= (this.#cluster?.end ?? Infinity), 'An element is longer than its cluster.');
    if (this.#at === this.#cluster?.end) this.#cluster = undefined;
  }

  #takeGroup(group: Uint8Array): void {
    const elements = readElements(group);
    const find = (wanted: number) => elements.find(({id}) => id === wanted)?.body;
    const block = find(ids.block);
    const duration = find(ids.blockDuration);
    if (!block) return;
    this.#takeBlock(block, {
      seconds: duration && readUnsigned(duration) / this.#ticksPerSecond,
      isKey: find(ids.referenceBlock) === undefined,
    });
  }

  /** Holds the frames of a block (RFC 9559, 10.1). @param group What is said about it beside it. */
  #takeBlock(block: Uint8Array, group?: {readonly seconds: number | undefined; readonly isKey: boolean}): void {
    const {value: trackNumber, length} = readVariable(block, 0);
    const clusterTime = this.#cluster?.time;
    must(clusterTime !== undefined && block.length >= length + 3, 'A block is out of place, or ends early.');
    const queue = this.#queues.get(trackNumber);
    if (!queue) return;
    const time = clusterTime + new DataView(block.buffer, block.byteOffset).getInt16(length);
    const flags = block[length + 2] ?? 0;
    const lacing = (flags >> 1) & 3;
    const frames = framesOf(block.subarray(length + 3), lacing);
    const seconds = group?.seconds === undefined ? queue.frameSeconds : group.seconds / frames.length;
    must(
      lacing === Lacing.none || (seconds > 0 && !queue.isVideo),
      'It is not told when each frame of a block is due.',
    );
    const isKey = !queue.isVideo || (group?.isKey ?? (flags & KEY_FRAME) !== 0);
    frames.forEach((data, index) => {
      const packet: Packet = {
        data,
        byteLength: data.length,
        timestamp: time / this.#ticksPerSecond + index * seconds,
        duration: seconds,
        type: isKey ? 'key' : 'delta',
      };
      queue.held.push({packet, block: this.#blocks.hold()});
    });
    must(queue.held.length <= MOST_HELD, 'The tracks lie too far apart.');
  }

  /** A recorder that crashed leaves a part of its last element. */
  async #isCutOff(): Promise<boolean> {
    if (!this.#isLive) return false;
    const left = this.#fileBytes - this.#at;
    try {
      const {id, headerBytes, bytes = 0} = await this.#header();
      return id !== ids.cluster && headerBytes + bytes > left;
    } catch (error) {
      if (error instanceof ReaderRefusal && left < MOST_HEADER_BYTES) return true;
      throw error;
    }
  }

  /** The header of the next element, which is left where it is. */
  async #header(): Promise<ElementHeader> {
    must(this.#at < this.#fileBytes, 'The file ends early.');
    return readHeader(await this.#bytes(Math.min(MOST_HEADER_BYTES, this.#fileBytes - this.#at)));
  }

  /** Goes on behind the header: the element's content comes next. */
  async #enter(): Promise<ElementHeader> {
    const header = await this.#header();
    this.#at += header.headerBytes;
    return header;
  }

  /** The content of the next element, valid until more is read, unless its block is held. */
  async #body(): Promise<Uint8Array> {
    const {headerBytes, bytes} = await this.#header();
    must(bytes !== undefined && headerBytes + bytes <= MOST_BYTES, 'An element is too long.');
    const whole = await this.#bytes(headerBytes + bytes);
    this.#at += whole.length;
    return whole.subarray(headerBytes);
  }

  async #pass(): Promise<void> {
    const {id, headerBytes, bytes} = await this.#header();
    must(
      bytes !== undefined && (passedBeside.has(id) || passedAnywhere.has(id)),
      'There is an element of another kind.',
    );
    must(this.#at + headerBytes + bytes <= this.#fileBytes, 'An element goes on after the end of the file.');
    this.#at += headerBytes + bytes;
  }

  /** So many bytes from where we are. */
  async #bytes(count: number): Promise<Uint8Array> {
    must(this.#at + count <= this.#fileBytes, 'An element goes on after the end of the file.');
    for (;;) {
      const block = this.#blocks.current;
      if (block && this.#at + count <= block.from + block.bytes.length) {
        return block.bytes.subarray(this.#at - block.from, this.#at - block.from + count);
      }
      await this.#blocks.advance(this.#at);
    }
  }
}
