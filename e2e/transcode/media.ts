import {execFileSync, spawnSync} from 'node:child_process';
import {closeSync, openSync, truncateSync, statSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';

/** 13 s: two whole segments and a rest. */
const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=13'];
const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100:duration=13'];
const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-g', '50', '-pix_fmt', 'yuv420p'];
const aac = ['-c:a', 'aac', '-b:a', '96k'];
const short = ['-t', '4'];

/** Files of many kinds, made by ffmpeg: its arguments. */
const recipes = {
  'b-frames.mp4': [...picture, ...tone, ...h264, ...aac],
  'quicktime.mov': [...picture, ...tone, ...h264, ...aac],
  'matroska.mkv': [...picture, ...tone, ...h264, ...aac],
  'fragmented.mp4': [...picture, ...tone, ...h264, ...aac, '-movflags', 'frag_keyframe+empty_moov'],
  'transport.ts': [...picture, ...tone, ...h264, ...aac],
  'open-gop.mp4': [...picture, ...tone, ...h264, '-x264-params', 'open-gop=1:keyint=50', ...aac],
  'silent.mp4': [...picture, ...h264],
  'sound.m4a': [...tone, ...aac],
  'late-sound.mkv': [...picture, '-itsoffset', '3', ...tone, ...h264, ...aac],
  'vp9.webm': [
    ...picture,
    ...tone,
    '-c:v',
    'libvpx-vp9',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-c:a',
    'libopus',
    ...short,
  ],
  'mpeg4.avi': [...picture, ...tone, '-c:v', 'mpeg4', '-c:a', 'libmp3lame', ...short],
  'long.avi': ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=40', '-c:v', 'mpeg4'],
  'other-sound.mkv': [...picture, ...tone, ...h264, '-c:a', 'libmp3lame'],
  'sound.mp3': [...tone, '-c:a', 'libmp3lame'],
  'odd-size.mkv': [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=161x91:rate=25',
    ...tone,
    '-c:v',
    'ffv1',
    '-pix_fmt',
    'yuv444p',
    ...aac,
    ...short,
  ],
  'surround.mkv': [
    ...picture,
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440:sample_rate=48000',
    '-c:v',
    'mpeg4',
    '-c:a',
    'ac3',
    '-ac',
    '6',
    ...short,
  ],
  'one-frame.mp4': [...picture, ...h264, '-frames:v', '1'],
} as const satisfies Record<string, readonly string[]>;

/** Files made out of those: cut off, turned, spoilt. */
const spoilt = {
  'turned.mp4': (folder: string, path: string) => {
    ffmpeg(['-t', '3', '-i', makeMedia(folder, 'b-frames.mp4'), '-c', 'copy', '-metadata:s:v', 'rotate=90', path]);
  },
  'cut-off.mp4': (folder: string, path: string) => {
    ffmpeg(['-i', makeMedia(folder, 'b-frames.mp4'), '-c', 'copy', '-movflags', '+faststart', path]);
    truncateSync(path, Math.floor(statSync(path).size / 2));
  },
  'cut-off.mkv': (folder: string, path: string) => {
    ffmpeg(['-i', makeMedia(folder, 'matroska.mkv'), '-c', 'copy', path]);
    truncateSync(path, Math.floor(statSync(path).size / 2));
  },
  'cut-off.avi': (_folder: string, path: string) => {
    ffmpeg([...picture, ...tone, '-c:v', 'mpeg4', '-c:a', 'libmp3lame', path]);
    truncateSync(path, Math.floor(statSync(path).size / 2));
  },
  'no-index.mp4': (folder: string, path: string) => {
    ffmpeg(['-i', makeMedia(folder, 'b-frames.mp4'), '-c', 'copy', path]);
    truncateSync(path, Math.floor(statSync(path).size / 2));
  },
  'hole.mp4': (folder: string, path: string) => {
    ffmpeg(['-i', makeMedia(folder, 'b-frames.mp4'), '-c', 'copy', path]);
    const size = statSync(path).size;
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(Math.floor(size / 10)), 0, undefined, Math.floor(size / 2));
    closeSync(file);
  },
  'garbage.mp4': (_folder: string, path: string) => {
    const bytes = new Uint8Array(300_000);
    for (let at = 0, seed = 7; at < bytes.length; at += 1)
      bytes[at] = (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16;
    writeFileSync(path, bytes);
  },
  'text.mp4': (_folder: string, path: string) => writeFileSync(path, 'This is no film.\n'.repeat(500)),
  'empty.mp4': (_folder: string, path: string) => writeFileSync(path, ''),
} as const satisfies Record<string, (folder: string, path: string) => void>;

export type Medium = keyof typeof recipes | keyof typeof spoilt;

/** Makes one file and says where it is. */
export function makeMedia(folder: string, name: Medium): string {
  const path = join(folder, name);
  if (name in recipes)
    ffmpeg([...recipes[name as keyof typeof recipes], path]); // just asked
  else spoilt[name as keyof typeof spoilt](folder, path); // the other half of the union
  return path;
}

function ffmpeg(args: readonly string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args]);
}

/** What ffprobe counts in a file. */
export interface Probe {
  readonly video:
    | {
        readonly frames: number;
        readonly start: number;
        readonly seconds: number;
        readonly width: number;
        readonly height: number;
        readonly codec: string;
      }
    | undefined;
  readonly audio:
    {readonly start: number; readonly seconds: number; readonly codec: string; readonly channels: number} | undefined;
}

interface RawStream {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly nb_read_packets: string;
  readonly width?: number;
  readonly height?: number;
  readonly channels?: number;
}

/** Counts the packets of each track and measures from the first one to the end of the last one. */
export function probe(path: string): Probe {
  const read = (args: readonly string[]): string =>
    execFileSync(
      'ffprobe',
      ['-v', 'error', '-allowed_extensions', 'ALL', ...args, path].filter(
        (arg) => path.endsWith('.m3u8') || !/allowed|ALL/.test(arg),
      ),
      {maxBuffer: 1 << 28, encoding: 'utf8'},
    );
  const raw = JSON.parse(read(['-count_packets', '-show_streams', '-of', 'json'])) as {streams: RawStream[]}; // ffprobe's form
  const find = (type: string) => raw.streams.find((stream) => stream.codec_type === type);
  const video = find('video');
  const audio = find('audio');
  return {
    video: video && {
      frames: Number(video.nb_read_packets),
      ...extent(read(['-select_streams', 'v:0', '-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0'])),
      width: video.width ?? 0,
      height: video.height ?? 0,
      codec: video.codec_name,
    },
    audio: audio && {
      ...extent(read(['-select_streams', 'a:0', '-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0'])),
      codec: audio.codec_name,
      channels: audio.channels ?? 0,
    },
  };
}

/** What a decoder complains about; empty for a good file. */
export function decodeComplaints(path: string): string {
  const {stderr} = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, '-f', 'null', '-'], {encoding: 'utf8'});
  return stderr.trim();
}

/** MD5 of a film's pictures, decoded: the same for pictures that were only copied. */
export function pictureDigest(path: string): string {
  const digest = ['-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'md5', '-'];
  return execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, ...digest], {encoding: 'utf8'}).trim();
}

/** Flags of the first video packet of a byte range, as ffprobe sees it alone. */
export function startsWithKeyFrame(path: string): boolean {
  const out = execFileSync(
    'ffprobe',
    ['-v', 'quiet', '-select_streams', 'v:0', '-show_entries', 'packet=flags', '-of', 'csv=p=0', path],
    {encoding: 'utf8'},
  );
  return out.startsWith('K');
}

function extent(csv: string): {start: number; seconds: number} {
  let first = Infinity;
  let end = -Infinity;
  for (const line of csv.trim().split('\n')) {
    const [start = NaN, length = NaN] = line.split(',').map(Number.parseFloat);
    if (Number.isNaN(start)) continue;
    first = Math.min(first, start);
    end = Math.max(end, start + (length || 0));
  }
  return {start: first, seconds: end - first};
}
