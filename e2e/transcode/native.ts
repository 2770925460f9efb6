import {execFileSync, spawnSync} from 'node:child_process';

const options = {encoding: 'utf8', maxBuffer: 1 << 28} as const;

/** Runs Debian's ffmpeg. @returns What it prints. */
export function ffmpeg(args: readonly string[]): string {
  return execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], options);
}

/** Runs Debian's ffprobe; the answer as JSON. */
export function ffprobe(args: readonly string[], path: string): unknown {
  const playlist = path.endsWith('.m3u8') ? ['-allowed_extensions', 'ALL'] : [];
  return JSON.parse(execFileSync('ffprobe', ['-v', 'quiet', '-of', 'json', ...playlist, ...args, path], options));
}

/** What a decoder complains about; empty for a good file. */
export function decodeComplaints(path: string): string {
  return spawnSync('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, '-f', 'null', '-'], options).stderr.trim();
}

/** MD5 of a film's pictures, decoded: the same for pictures that were only copied. */
export function pictureDigest(path: string): string {
  return ffmpeg(['-i', path, ...words('-map 0:v:0 -fps_mode passthrough -f md5 -')]).trim();
}

/** Arguments out of one line. */
export function words(args: string): string[] {
  return args.split(' ').filter((word) => word !== '');
}
