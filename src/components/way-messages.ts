import {msg} from '@lit/localize';
import type {TranscodeWay, WayReason} from '../queue/job.ts';
import type {PublicJob} from '../queue/public-job.ts';

const byFfmpeg = () => msg('Will be encoded again by ffmpeg', {id: 'way.plan.encode'});

/** How a video becomes a stream, and why not by a faster way. */
export const wayText = {
  ways: {
    repackage: () => msg('Repackages it, picture untouched', {id: 'way.repackage'}),
    webcodecs: () => msg('Encodes what does not fit, by the browser’s own encoder', {id: 'way.webcodecs'}),
    'encode-sound': () => msg('Keeps the picture, encodes the sound by ffmpeg', {id: 'way.encode-sound'}),
    'encode-threads': () => msg('Encodes it anew by ffmpeg, on several cores', {id: 'way.encode-threads'}),
    encode: () => msg('Encodes it anew by ffmpeg', {id: 'way.encode'}),
  } satisfies Record<TranscodeWay, () => string>,
  plans: {
    repackage: () => msg('Will be copied without re-encoding', {id: 'way.plan.repackage'}),
    webcodecs: () => msg('Will be encoded again', {id: 'way.plan.webcodecs'}),
    'encode-sound': () => msg('Picture will be kept, sound encoded again', {id: 'way.plan.encode-sound'}),
    'encode-threads': byFfmpeg,
    encode: byFfmpeg,
  } satisfies Record<TranscodeWay, () => string>,
  reasons: {
    container: () => msg('the browser does not read this kind of file', {id: 'way.reason.container'}),
    'no-track': () => msg('the browser finds no track in it', {id: 'way.reason.no-track'}),
    'not-h264': () => msg('the video is not H.264', {id: 'way.reason.not-h264'}),
    'h264-profile': () => msg('this kind of H.264 does not play everywhere', {id: 'way.reason.h264-profile'}),
    rotated: () => msg('the picture has to be turned', {id: 'way.reason.rotated'}),
    mirrored: () => msg('the picture has to be mirrored', {id: 'way.reason.mirrored'}),
    stretched: () => msg('the picture has to be stretched', {id: 'way.reason.stretched'}),
    'not-aac': () => msg('the sound is not AAC', {id: 'way.reason.not-aac'}),
    'aac-kind': () => msg('this kind of AAC does not stream', {id: 'way.reason.aac-kind'}),
    hdr: () => msg('HDR colours have to be brought down', {id: 'way.reason.hdr'}),
    'video-undecodable': () => msg('the browser does not decode the picture', {id: 'way.reason.video-undecodable'}),
    'audio-undecodable': () => msg('the browser does not decode the sound', {id: 'way.reason.audio-undecodable'}),
    died: () => msg('a faster way ended the browser', {id: 'way.reason.died'}),
    'stood-still': () => msg('a faster way stood still', {id: 'way.reason.stood-still'}),
    sizes: () => msg('smaller sizes for players to choose from', {id: 'way.reason.sizes'}),
    'sizes-failed': () => msg('smaller sizes could not be made', {id: 'way.reason.sizes-failed'}),
    failed: () => msg('a faster way did not work', {id: 'way.reason.failed'}),
  } satisfies Record<WayReason, () => string>,
};

/** What will be done with a film, and why not something faster. */
export function planText({way, why}: NonNullable<PublicJob['plan']>): string {
  return withReason(wayText.plans[way](), why);
}

/** A way, or what is shown of it, with its reason. */
export function withReason(text: string, why: WayReason | undefined): string {
  return why === undefined ? text : `${text} · ${wayText.reasons[why]()}`;
}
