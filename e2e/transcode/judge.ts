import {expect} from '@playwright/test';
import {readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {decodeComplaints} from './native.ts';
import {readPlaylist} from './playlist.ts';
import {probe, type Probe} from './probe.ts';

const AAC_FRAME_SAMPLES = 1024;
/** So much between sound and pictures nobody sees (EBU R 37: 40 ms early, 60 ms late). */
const LIP_SECONDS = 0.05;

/** Holds a rendition against its source: all of it is there, as SPEC F12 wants it. */
export function checkRendition(playlistPath: string, sourcePath: string): void {
  expectWhole(judge(playlistPath), probe(sourcePath));
}

/** Holds a rendition against SPEC F12, by other eyes than our own: ffmpeg's and ffprobe's. @returns What is in it. */
export function judge(playlistPath: string): Probe {
  const made = probe(playlistPath);
  const {segments, targetSeconds, uri} = readPlaylist(readFileSync(playlistPath, 'utf8'));
  const segmentsPath = join(dirname(playlistPath), uri);
  // ffmpeg's own HLS reader hands out the first packet of a late track twice; its reader of the `.ts` does not.
  if (!startsLate(made)) expect(decodeComplaints(playlistPath)).toBe('');
  expect(decodeComplaints(segmentsPath)).toBe('');

  const bytes = readFileSync(segmentsPath);
  let end = 0;
  for (const [index, {seconds, start, length}] of segments.entries()) {
    expect(start, 'ranges follow each other').toBe(end);
    end = start + length;
    expect(Math.round(seconds)).toBeLessThanOrEqual(targetSeconds);
    const part = `${segmentsPath}.part.ts`;
    writeFileSync(part, bytes.subarray(start, end));
    if (made.video) expect(probe(part).video?.startsWithKey, `segment ${index} starts with a key frame`).toBe(true);
  }
  expect(end, 'ranges cover the file').toBe(bytes.length);
  return made;
}

/** Nothing of a film is lost, added or moved: its pictures, both lengths, and where one track begins in the other. */
export function expectWhole(made: Probe, source: Probe, frames = source.video?.packets): void {
  expect(made.video?.codec).toBe(source.video && 'h264');
  expect(made.audio?.codec).toBe(source.audio && 'aac');
  expect(made.video?.packets).toBe(frames);
  const picture = source.video?.packetSeconds ?? 0;
  const sound = made.audio ? AAC_FRAME_SAMPLES / made.audio.sampleRate : 0;
  if (made.video && source.video) expectNear(made.video.seconds, source.video.seconds, picture, 'pictures');
  if (made.audio && source.audio) {
    // An encoder needs a frame to run in, and fills up its last one.
    expectNear(made.audio.seconds, source.audio.seconds, 2 * sound + source.audio.packetSeconds, 'sound');
    if (made.video && source.video) {
      const lag = made.audio.start - made.video.start;
      const wanted = source.audio.start - source.video.start;
      expectNear(lag, wanted, LIP_SECONDS + sound, 'sound to pictures');
    }
  }
}

function expectNear(found: number, wanted: number, tolerance: number, what: string): void {
  expect(Math.abs(found - wanted), `${what}: ${found} s, not ${wanted} s`).toBeLessThan(tolerance + 0.002);
}

/** Whether a track begins well after the other one. */
function startsLate({video, audio}: Probe): boolean {
  return video !== undefined && audio !== undefined && Math.abs(audio.start - video.start) > 1;
}
