import type {Playback} from '../app-api.ts';

/** Why a video does not play, in words that the texts understand. */
export type PlayFailure = 'nowhere' | 'noAnswer' | 'broken' | 'unsupported';

export interface PlayEvents {
  /** Lengths of the playlist's segments, in seconds. */
  readonly segments: (seconds: readonly number[]) => void;
  readonly failed: (failure: PlayFailure) => void;
}

/**
 * Plays an HLS playlist in a video element: by hls.js where the browser has media sources, else by the browser itself.
 *
 * @returns A function that lets go of the video.
 */
export async function playHls(video: HTMLVideoElement, playback: Playback, events: PlayEvents): Promise<() => void> {
  const {default: Hls} = await import('hls.js');
  if (!Hls.isSupported()) return playNatively(video, playback, events);
  const hls = new Hls({
    xhrSetup: (request) => {
      for (const [name, value] of Object.entries(playback.headers)) request.setRequestHeader(name, value);
    },
  });
  let healed = false;
  hls.on(Hls.Events.LEVEL_LOADED, (_name, {details}) => {
    events.segments(details.fragments.map(({duration}) => duration));
  });
  hls.on(Hls.Events.ERROR, (_name, {fatal, type}) => {
    if (!fatal) return;
    if (type === Hls.ErrorTypes.MEDIA_ERROR && !healed) {
      healed = true;
      hls.recoverMediaError();
      return;
    }
    events.failed(type === Hls.ErrorTypes.NETWORK_ERROR ? 'noAnswer' : 'broken');
  });
  hls.loadSource(playback.url);
  hls.attachMedia(video);
  return () => hls.destroy();
}

/** It can send no header: only what needs none plays, such as this device's copy. */
function playNatively(video: HTMLVideoElement, {url, headers}: Playback, events: PlayEvents): () => void {
  const canPlay = video.canPlayType('application/vnd.apple.mpegurl') !== '' && Object.keys(headers).length === 0;
  if (!canPlay) {
    events.failed('unsupported');
    return () => undefined;
  }
  const failed = () => events.failed(video.error?.code === MediaError.MEDIA_ERR_DECODE ? 'broken' : 'noAnswer');
  video.addEventListener('error', failed);
  video.src = url;
  return () => {
    video.removeEventListener('error', failed);
    video.removeAttribute('src');
    video.load();
  };
}
