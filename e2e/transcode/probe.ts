import {ffprobe} from './native.ts';

/** What ffprobe counts in one track. Times in seconds. */
interface Track {
  readonly codec: string;
  readonly packets: number;
  /** When its first packet begins. */
  readonly start: number;
  /** From there to the end of its last one. */
  readonly seconds: number;
  /** The longest packet. */
  readonly packetSeconds: number;
}

export interface Probe {
  readonly video:
    | (Track & {
        readonly width: number;
        readonly height: number;
        readonly shape: number;
        readonly startsWithKey: boolean;
      })
    | undefined;
  readonly audio: (Track & {readonly channels: number; readonly sampleRate: number}) | undefined;
}

interface RawStream {
  readonly index: number;
  readonly codec_type: string;
  readonly codec_name: string;
  readonly width?: number;
  readonly height?: number;
  readonly sample_aspect_ratio?: string;
  readonly channels?: number;
  readonly sample_rate?: string;
  readonly disposition: {readonly attached_pic: number};
}

interface RawPacket {
  readonly stream_index: number;
  readonly pts_time?: string;
  readonly duration_time?: string;
  readonly flags: string;
}

/**
 * Counts and measures the first video (a cover is none) and the first audio track, packet by packet.
 *
 * @param from Packets before this time are not counted, in seconds.
 * @param options More of ffprobe's own.
 */
export function probe(path: string, from = -Infinity, options: readonly string[] = []): Probe {
  const entries = 'packet=stream_index,pts_time,duration_time,flags';
  const raw = ffprobe([...options, '-show_streams', '-show_packets', '-show_entries', entries], path) as {
    streams: RawStream[];
    packets: RawPacket[];
  }; // ffprobe's form
  const video = raw.streams.find((stream) => stream.codec_type === 'video' && stream.disposition.attached_pic === 0);
  const audio = raw.streams.find((stream) => stream.codec_type === 'audio');
  const packetsOf = (stream: RawStream) =>
    raw.packets.filter(({stream_index: index, pts_time: at}) => index === stream.index && !(Number(at) < from));
  return {
    video: video && {
      ...measure(video, packetsOf(video)),
      width: video.width ?? 0,
      height: video.height ?? 0,
      shape: shapeOf(video),
      startsWithKey: packetsOf(video)[0]?.flags.startsWith('K') === true,
    },
    audio: audio && {
      ...measure(audio, packetsOf(audio)),
      channels: audio.channels ?? 0,
      sampleRate: Number(audio.sample_rate),
    },
  };
}

/** Width by height, as shown: pixels need not be square. */
function shapeOf({width = 0, height = 0, sample_aspect_ratio: pixel = '1:1'}: RawStream): number {
  const [across = 1, up = 1] = pixel.split(':').map(Number);
  return (width * across) / (height * up);
}

function measure({codec_name: codec}: RawStream, packets: readonly RawPacket[]): Track {
  let start = Infinity;
  let end = -Infinity;
  let packetSeconds = 0;
  for (const packet of packets) {
    const at = Number(packet.pts_time);
    const length = Number(packet.duration_time ?? 0);
    if (Number.isNaN(at)) continue;
    start = Math.min(start, at);
    end = Math.max(end, at + length);
    packetSeconds = Math.max(packetSeconds, length);
  }
  return {codec, packets: packets.length, start, seconds: end - start, packetSeconds};
}

/** When each packet of the first track of a kind is presented, in seconds, in the order of presentation. */
export function packetTimes(path: string, track: 'v' | 'a'): readonly number[] {
  const entries = ['-select_streams', `${track}:0`, '-show_packets', '-show_entries', 'packet=pts_time'];
  const {packets} = ffprobe(entries, path) as {packets: RawPacket[]}; // ffprobe's form
  return packets.map(({pts_time: time}) => Number(time)).toSorted((a, b) => a - b);
}
