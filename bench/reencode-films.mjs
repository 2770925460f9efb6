import {execFileSync} from 'node:child_process';
import {existsSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {mediaFolder} from './chromium-page.mjs';

const words = (line) => line.split(' ').filter((word) => word !== '');

const sweep = '-f lavfi -i aevalsrc=0.2*sin(2*PI*(200*t+8*t*t))+0.05*random(0):s=48000';
const vp9 = '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -threads 2 -g 75 -b:v 0 -crf 18 -c:a libopus';

/** A zoom without end behind blurred cells, a test picture that goes round in it, and grain: little can be foretold. */
const busy = [
  '-f lavfi -i mandelbrot=size=1280x720:rate=25:maxiter=400:end_scale=0.02:end_pts=800',
  '-f lavfi -i life=size=320x180:rate=25:seed=1:mold=10:ratio=0.1:death_color=#204060:life_color=#c0c080,scale=1280:720,gblur=4',
  '-f lavfi -i testsrc2=size=320x180:rate=25',
  sweep,
  "-filter_complex [0][1]blend=all_mode=average[b];[b][2]overlay=x='480+440*sin(t/2)':y='270+240*cos(t/3)',noise=alls=4:allf=t:all_seed=1,format=yuv420p[v]",
  '-map [v] -map 3:a',
].join(' ');

/** A still picture that a camera goes over slowly, something pale that sways before it, and the same grain. */
const calm = [
  '-f lavfi -i mandelbrot=size=1600x900:rate=25:maxiter=400:start_scale=0.03,trim=end_frame=1,gblur=1.5,loop=loop=-1:size=1,setpts=N/25/TB',
  '-f lavfi -i gradients=size=400x300:rate=25:speed=0.02:seed=1',
  sweep,
  "-filter_complex [0]crop=1280:720:x='160+150*sin(t/4)':y='90+80*cos(t/5)'[p];[p][1]overlay=x='500+60*sin(t)':y='240+20*cos(1.7*t)',noise=alls=4:allf=t:all_seed=1,format=yuv420p[v]",
  '-map [v] -map 2:a',
].join(' ');

/** 720p, 25 pictures a second, at most 20 s, near to lossless in VP9: what the browser has to encode again. */
export const kinds = {busy, calm};

export function makeFilm(kind, seconds = 20) {
  if (seconds === 20) return make(`${kind}.webm`, words(`${kinds[kind]} -t 20 ${vp9}`));
  return make(`${kind}-${seconds}.webm`, words(`-i ${makeFilm(kind)} -t ${seconds} -c copy`));
}

export const longSeconds = 120;

/** Two minutes of the busy film in 360p: six times the same. */
export function makeLongFilm() {
  const small = make('busy-360.webm', ['-i', makeFilm('busy'), ...words(`-vf scale=640:360 ${vp9}`)]);
  return make('busy-long.webm', words(`-stream_loop -1 -i ${small} -t ${longSeconds} -c copy`));
}

/**
 * Of many bytes and few pictures, so that it can be read whole in minutes: raw pictures of 8 bytes a pixel for ffmpeg,
 * lossless noise for the browser, which has no raw ones. The caller removes it.
 */
export function makeHugeFilm(way, gigabytes) {
  const tone = '-f lavfi -i sine=sample_rate=48000';
  const clip =
    way === 'webcodecs'
      ? make('huge.webm', [
          ...words(`-f lavfi -i testsrc2=size=1280x720:rate=25,noise=alls=40:allf=t,format=yuv420p ${tone} -t 4`),
          ...words(
            '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -threads 2 -g 50 -crf 0 -b:v 0 -qmax 4 -c:a libopus',
          ),
        ])
      : make(
          'huge.nut',
          words(
            `-f lavfi -i testsrc2=size=640x360:rate=25 ${tone} -t 4 -c:v rawvideo -pix_fmt rgba64le -c:a pcm_s16le`,
          ),
        );
  return make(
    `huge-${gigabytes}.${clip.split('.').at(-1)}`,
    words(`-stream_loop -1 -i ${clip} -map 0 -c copy -fs ${gigabytes * 1e9}`),
  );
}

export function ffmpeg(args) {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], {stdio: ['ignore', 'inherit', 'inherit']});
}

/** Made once; under its name once it is whole. */
function make(name, args) {
  const path = join(mediaFolder, name);
  if (existsSync(path)) return path;
  const draft = join(mediaFolder, `part-${name}`);
  rmSync(draft, {force: true});
  ffmpeg([...args, draft]);
  renameSync(draft, path);
  return path;
}
