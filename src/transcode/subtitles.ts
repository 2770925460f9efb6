import {lookArguments, paths} from './ffmpeg/arguments.ts';
import {loadCore} from './ffmpeg/core.ts';
import {mountSource, type FirstError} from './ffmpeg/files.ts';
import {subtitleStreams} from './ffmpeg/subtitle-streams.ts';
import {hasSubtitles} from './has-subtitles.ts';
import type {MadeSubtitles} from './protocol.ts';
import type {RenditionFolder} from './rendition-files.ts';
import {asTranscodeError} from './transcode-error.ts';
import type {Report} from './way.ts';

/**
 * Keeps the subtitles in words that a film has as WebVTT files beside its rendition.
 *
 * What ffmpeg cannot make WebVTT of is left out: a film is worth more than its subtitles.
 *
 * @throws TranscodeError `source-missing` or `storage-full`.
 */
export async function keepSubtitles(
  file: File,
  identifier: string,
  folder: RenditionFolder,
  report: Report,
): Promise<readonly MadeSubtitles[]> {
  if (!(await hasSubtitles(file))) return [];
  report.loading();
  const core = await loadCore('one-thread');
  report.alive();
  const lines: string[] = [];
  const failed: FirstError = {error: undefined};
  core.setLogger(({message}) => lines.push(message));
  mountSource(core.FS, paths.source, file, () => report.alive(), failed);
  core.exec(...lookArguments);
  const streams = subtitleStreams(lines).map(({index, ...track}, at) => {
    return {index, track: {name: `${identifier}-${at + 1}.vtt`, ...track}};
  });
  if (streams.length === 0) return [];
  const outputs = streams.flatMap(({index, track}) => ['-map', `0:${index}`, '-c:s', 'webvtt', `/${track.name}`]);
  core.exec('-hide_banner', '-nostats', '-i', paths.source, ...outputs);
  if (failed.error !== undefined) throw asTranscodeError(failed.error);

  const kept: MadeSubtitles[] = [];
  for (const {track} of streams) {
    const text = readText(() => core.FS.readFile(`/${track.name}`, {encoding: 'utf8'}));
    if (!text.includes('-->')) continue;
    const bytes = new TextEncoder().encode(text);
    await folder.write(track.name, bytes);
    kept.push({...track, bytes: bytes.length});
  }
  return kept;
}

/** Empty where ffmpeg has written nothing. */
function readText(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
