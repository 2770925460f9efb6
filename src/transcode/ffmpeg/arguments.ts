import type {StreamState} from '../copy/stream-writer.ts';
import {TARGET_SEGMENT_SECONDS} from '../hls/playlist.ts';
import type {PictureSize} from '../variants.ts';

/** Where things are in ffmpeg's own file system. The source has no ending: what it is shows in its bytes. */
export const paths = {
  source: '/source',
  folder: '/out',
  /** One for each size. */
  output: (index: number) => `/out/${String(index)}.ts`,
} as const;

/** Before where it goes on, so that decoders have run in when it matters. */
const RUN_IN_SECONDS = 0.5;
/** An encoder needs some sound before that which it is to encode as if it had never stopped. */
const LEAD_FRAMES = 4;
/** Rounding of times; less than the distance of two pictures. */
const NEAR_SECONDS = 0.002;

/** Half pictures of one moment each become whole ones; what is whole, or does not say, passes as it is. */
const DEINTERLACE = 'yadif=deint=interlaced';
/** PQ or HLG to the light of an ordinary screen: BT.709, highlights rolled off by Hable's curve. */
const TO_SDR =
  'zscale=transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,tonemap=hable:desat=0,zscale=transfer=bt709:matrix=bt709:range=tv';

/** What becomes of the pictures: they stay as they are, or are encoded. */
type Pictures =
  | 'copy'
  | {
      /** How many threads the core can use. */
      readonly threads: number;
      /** They have more light than H.264 at 8 bits shows. */
      readonly isHdr: boolean;
    };

/**
 * How x264 shuffles pictures at most with these arguments (three B-frames, one of them a reference). Decode times of the
 * first ones need no more than 25 pictures a second.
 */
export const encodedOrder = {depth: 2, step: 3600} as const;

/** One run of ffmpeg. */
export interface Run {
  readonly arguments: readonly string[];
  /** The source's time at which it begins to count. */
  readonly baseSeconds: number;
}

/** What a run is to make. */
export interface RunPlan {
  readonly pictures: Pictures;
  /** The sizes wanted; none: one, as the source is. */
  readonly sizes: readonly PictureSize[];
  /** Where an earlier run has stopped: pictures and sound begin there, the sound some frames before. */
  readonly resume: readonly StreamState[] | undefined;
  /**
   * The sound is there already, and a picture must be a key frame at each of these times of the source, in seconds.
   * What is written then has the source's own times.
   */
  readonly keysAt: readonly number[] | undefined;
}

/**
 * Any film to H.264 and AAC, as transport streams that begin at 0: one, or several sizes from one decoding, of which
 * the first has the sound.
 *
 * - `superfast`: in WebAssembly, without x264's assembler, `veryfast` takes 1.1–1.6 times as long, and what `ultrafast`
 *   makes is 1.7 times as large to upload.
 * - No `-ss 0`: it is a jump, and loses 41 of 75 pictures of a Flash film without an index.
 * - `V`, not `v`: a cover picture is no video.
 * - `-fps_mode vfr`, `-enc_time_base`: no frame is made up for an uneven film, and each keeps its time.
 * - `aresample=async=1`: silence where sound is missing for more than 0.1 s.
 * - `-threads` everywhere: there are no more than `threadsToKeep`, and ffmpeg would take one for each core.
 * - `-forced-idr`: a forced key frame is one that a player can begin with.
 * - `-avoid_negative_ts disabled`: two runs must not shift their times by different amounts.
 * - `-sc_threshold 0 -g`: several sizes have their key frames where they are forced, and nowhere else.
 */
export function encodeRun({pictures, sizes, resume, keysAt}: RunPlan): Run {
  const pictureAt = resume?.[0]?.video?.nextAt;
  const soundAt = earliest(resume?.map(({audio}) => audio?.nextAt));
  const leadSeconds = LEAD_FRAMES * (resume?.[0]?.audio?.frameSeconds ?? 0);
  const seekSeconds = Math.max(0, seekTo(pictureAt, soundAt));
  const baseSeconds = keysAt ? 0 : seekSeconds;
  const cut = (filter: string, at: number | undefined) =>
    at === undefined ? '' : `${filter}=start=${Math.max(0, at - baseSeconds).toFixed(6)},`;
  const cutPictures = cut('trim', pictureAt && pictureAt - NEAR_SECONDS);
  const isHdr = pictures !== 'copy' && pictures.isHdr;
  const prepared = `${cutPictures}${DEINTERLACE}${isHdr ? `,${TO_SDR}` : ''}`;
  const cutSound = cut('atrim', soundAt && soundAt - leadSeconds);
  const keys = keysAt?.filter((at) => at > (pictureAt ?? -Infinity) + NEAR_SECONDS);
  const forced = keys ? keys.map((at) => (at - NEAR_SECONDS).toFixed(6)).join(',') : EVERY_SEGMENT;
  const threads = pictures === 'copy' ? '1' : String(pictures.threads);
  // prettier-ignore
  const picture = pictures === 'copy' ? ['-c:v', 'copy'] : [
    ...(sizes.length > 0 ? [] : ['-vf', `${prepared},${EVEN_SIDES}`]),
    '-c:v', 'libx264', '-preset', 'superfast', '-crf', '23', '-profile:v', 'high', '-threads', threads,
    '-fps_mode', 'vfr', '-enc_time_base', '1:90000', '-forced-idr', '1',
    ...(forced === '' ? [] : ['-force_key_frames', forced]),
    ...(sizes.length > 0 ? ['-sc_threshold', '0', '-g', '99999'] : []),
  ];
  // prettier-ignore
  const sound = [
    '-map', '0:a:0?', '-c:a', 'aac', '-b:a', '128k', '-ac', '2',
    '-af', `aresample=async=1,aformat=sample_rates=48000|44100|32000|24000|22050|16000|11025|8000${cutSound && `,${cutSound.slice(0, -1)}`}`,
  ];
  // prettier-ignore
  const stream = [
    '-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1', '-max_muxing_queue_size', '4096',
    '-f', 'mpegts', '-muxdelay', '0', '-muxpreload', '0', '-avoid_negative_ts', 'disabled',
  ];
  const outputs =
    sizes.length === 0
      ? ['-map', '0:V:0?', ...picture, ...sound, ...stream, paths.output(0)]
      : sizes.flatMap((_size, index) => {
          const hasSound = index === 0 && !keysAt;
          const map = ['-map', `[v${String(index)}]`];
          return [...map, ...picture, ...(hasSound ? sound : []), ...stream, paths.output(index)];
        });
  // prettier-ignore
  return {
    baseSeconds,
    arguments: [
      '-hide_banner', '-nostats', '-loglevel', 'info', '-progress', 'pipe:1', '-stats_period', '0.5',
      '-filter_threads', threads, '-filter_complex_threads', threads, '-threads', threads,
      ...(keysAt ? SOURCE_TIMES : []), ...(seekSeconds > 0 ? ['-ss', seekSeconds.toFixed(6)] : []), '-i', paths.source,
      ...(sizes.length > 0 ? ['-filter_complex', splitInto(sizes, prepared)] : []),
      ...outputs,
    ],
  };
}

/** Has ffmpeg say what is in the source. It ends with an error: no output is named. */
export const lookArguments: readonly string[] = ['-hide_banner', '-nostats', '-i', paths.source];

/** Times are those of the source, also the one to jump to: from the key frame before it all is decoded, and filters cut. */
const SOURCE_TIMES = ['-copyts', '-seek_timestamp', '1', '-noaccurate_seek'];
const EVEN_SIDES = "scale=w='max(2,trunc(iw/2)*2)':h='max(2,trunc(ih/2)*2)',format=yuv420p";
const EVERY_SEGMENT = `expr:gte(t,n_forced*${String(TARGET_SEGMENT_SECONDS)})`;

/** One decoding, scaled to each size. */
function splitInto(sizes: readonly PictureSize[], prepared: string): string {
  const names = sizes.map((_size, index) => String(index));
  const scaled = sizes.map(({width, height}, index) => {
    const scale = `scale=${String(width)}:${String(height)},setsar=1,format=yuv420p`;
    return `[p${String(index)}]${scale}[v${String(index)}]`;
  });
  const split = `[0:V:0]${prepared},split=${String(sizes.length)}${names.map((name) => `[p${name}]`).join('')}`;
  return [split, ...scaled].join(';');
}

/**
 * Where to jump to: whole seconds before the picture. ffmpeg rounds it to the clock of the film, which in an AVI counts
 * pictures.
 */
function seekTo(pictureAt: number | undefined, soundAt: number | undefined): number {
  const first = earliest([pictureAt, soundAt]) ?? 0;
  const from = pictureAt ?? first;
  return from - Math.ceil(from - first + RUN_IN_SECONDS);
}

function earliest(times: readonly (number | undefined)[] | undefined): number | undefined {
  const known = times?.filter((time) => time !== undefined) ?? [];
  return known.length > 0 ? Math.min(...known) : undefined;
}
