import {TARGET_SEGMENT_SECONDS} from '../hls/playlist.ts';

/** Where things are in ffmpeg's own file system. The source has no ending: what it is shows in its bytes. */
export const paths = {source: '/source', segments: '/out/film.ts', playlist: '/out/film.m3u8'} as const;

const seconds = String(TARGET_SEGMENT_SECONDS);

/**
 * Any film to one H.264 and one AAC stream in HLS.
 *
 * - `superfast`: in WebAssembly, without x264's assembler, `veryfast` takes 1.1–1.6 times as long, and what `ultrafast`
 *   makes is 1.7 times as large to upload.
 * - `V`, not `v`: a cover picture is no video.
 * - `-fps_mode vfr`: no frame is made up for an uneven film.
 * - `-forced-idr`: a forced key frame is one that a player can begin with.
 */
// prettier-ignore
export const encodeArguments: readonly string[] = [
  '-hide_banner', '-nostats', '-loglevel', 'info', '-progress', 'pipe:1', '-stats_period', '0.5',
  '-i', paths.source,
  '-map', '0:V:0?', '-map', '0:a:0?', '-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1',
  '-c:v', 'libx264', '-preset', 'superfast', '-crf', '23', '-profile:v', 'high',
  '-vf', "scale=w='max(2,trunc(iw/2)*2)':h='max(2,trunc(ih/2)*2)',format=yuv420p",
  '-fps_mode', 'vfr', '-force_key_frames', `expr:gte(t,n_forced*${seconds})`, '-forced-idr', '1',
  '-c:a', 'aac', '-b:a', '128k', '-ac', '2',
  '-af', 'aformat=sample_rates=48000|44100|32000|24000|22050|16000|11025|8000',
  '-max_muxing_queue_size', '4096',
  '-f', 'hls', '-hls_time', seconds, '-hls_playlist_type', 'vod', '-hls_flags', 'single_file', '-hls_segment_type', 'mpegts',
  '-hls_segment_filename', paths.segments, paths.playlist,
];
