import type {Playback} from '../app-api.ts';

/**
 * Gives a video its subtitles, none of them shown. A `<track>` can send no header, so each is fetched and handed over.
 *
 * @param signal Aborted when another film is played: the tracks go.
 */
export async function addSubtitles(
  video: HTMLVideoElement,
  {subtitles, headers}: Playback,
  signal: AbortSignal,
): Promise<readonly TextTrack[]> {
  const added: TextTrack[] = [];
  for (const {url, language, title} of subtitles) {
    const text = await fetchText(url, headers, signal);
    if (text === undefined || signal.aborted) continue;
    const source = URL.createObjectURL(new Blob([text], {type: 'text/vtt'}));
    const element = document.createElement('track');
    element.kind = 'subtitles';
    element.src = source;
    if (language !== undefined) element.srclang = language;
    element.label = title ?? languageName(language) ?? '';
    video.append(element);
    element.track.mode = 'disabled';
    added.push(element.track);
    signal.addEventListener('abort', () => {
      element.remove();
      URL.revokeObjectURL(source);
    });
  }
  return added;
}

/** Shows one of the tracks, or none. */
export function showSubtitles(tracks: readonly TextTrack[], index: number): void {
  for (const [at, track] of tracks.entries()) track.mode = at === index ? 'showing' : 'disabled';
}

/** A film plays without its subtitles, too. */
async function fetchText(url: string, headers: Playback['headers'], signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, {headers, signal});
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

/** In its own words: who reads it, looks for these. */
function languageName(language: string | undefined): string | undefined {
  return language === undefined ? undefined : new Intl.DisplayNames([language], {type: 'language'}).of(language);
}
