import type Hls from 'hls.js';

/** How a film was played: where it began and ended, and what hls.js complained about. */
export interface Played {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly errors: readonly string[];
}

/** What was shown at each place, read off the pictures. */
export interface Sought {
  readonly shown: readonly number[];
  readonly errors: readonly string[];
}

/** So many times a screen is drawn in 5 s. */
const MOST_FRAMES = 300;

/** Plays a playlist at eight times its speed; settles at its end. */
export async function play(url: string): Promise<Played> {
  return withPlayer(url, async (video) => {
    video.playbackRate = 8;
    await video.play();
    await new Promise((resolve) => video.addEventListener('ended', resolve, {once: true}));
    return {startedAt: video.played.start(0), endedAt: video.currentTime};
  });
}

/**
 * Jumps to one place after another.
 *
 * @param bits How many stripes a picture has; each is a bit, white or black, of a number (see `matrix.ts`).
 */
export async function seek(url: string, places: readonly number[], bits: number): Promise<Sought> {
  return withPlayer(url, async (video) => {
    const shown: number[] = [];
    for (const place of places) {
      video.currentTime = place;
      // hls.js jumps by itself, to where a film really begins.
      do await new Promise((resolve) => video.addEventListener('seeked', resolve, {once: true}));
      while (Math.abs(video.currentTime - place) > 0.1);
      shown.push(await untilShown(video, bits, Math.floor(place)));
    }
    return {shown};
  });
}

async function withPlayer<Result>(
  url: string,
  use: (video: HTMLVideoElement) => Promise<Result>,
): Promise<Result & {errors: readonly string[]}> {
  const {default: Player} = await import('hls.js');
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  const errors: string[] = [];
  const hls: Hls = new Player();
  hls.on(Player.Events.ERROR, (_event, {details}) => {
    // A busy machine lags behind eight times the speed. A hole in the film is told by another name, and one that stays
    // never comes to its end. A jump ends the loads for the place before.
    const {BUFFER_STALLED_ERROR, INTERNAL_ABORTED} = Player.ErrorDetails;
    if (details !== BUFFER_STALLED_ERROR && details !== INTERNAL_ABORTED) errors.push(details);
  });
  // hls.js jumps to where a film says that it begins once it has the first fragment, which may be after the browser can play.
  const ready = Promise.all([
    new Promise((resolve) => video.addEventListener('canplay', resolve, {once: true})),
    new Promise((resolve) => hls.once(Player.Events.FRAG_BUFFERED, resolve)),
  ]);
  hls.loadSource(url);
  hls.attachMedia(video);
  await ready;
  if (video.seeking) await new Promise((resolve) => video.addEventListener('seeked', resolve, {once: true}));
  const result = await use(video);
  hls.destroy();
  video.remove();
  return {...result, errors};
}

/** A jump is over before its picture is on the screen. @returns The picture that stays, if it is never the one wanted. */
async function untilShown(video: HTMLVideoElement, bits: number, wanted: number): Promise<number> {
  let shown = readStripes(video, bits);
  for (let frames = 0; shown !== wanted && frames < MOST_FRAMES; frames += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    shown = readStripes(video, bits);
  }
  return shown;
}

function readStripes(video: HTMLVideoElement, bits: number): number {
  const canvas = new OffscreenCanvas(bits, 1);
  const context = canvas.getContext('2d', {willReadFrequently: true});
  if (!context) throw new Error('There is no canvas.');
  context.drawImage(video, 0, 0, bits, 1);
  const {data} = context.getImageData(0, 0, bits, 1);
  let value = 0;
  for (let bit = 0; bit < bits; bit += 1) value += (data[bit * 4] ?? 0) > 127 ? 2 ** bit : 0;
  return value;
}
