import {refuseCutOff} from './cut-off.ts';
import {encodeArguments, paths} from './ffmpeg/arguments.ts';
import {loadCore, type FfmpegCore} from './ffmpeg/core.ts';
import {mountSink, mountSource, type FirstError} from './ffmpeg/files.ts';
import {FfmpegLog} from './ffmpeg/log.ts';
import {readPlaylist} from './hls/playlist.ts';
import type {MediaFacts} from './media-facts.ts';
import {measureSegments, scanFile} from './ts/scan-file.ts';
import {asTranscodeError} from './transcode-error.ts';
import type {Claim, WayInput, WayResult} from './way.ts';

/**
 * Decodes anything ffmpeg reads and encodes it again; source and result are streamed, neither is held in memory.
 *
 * @throws TranscodeError with what ffmpeg's log says, in words.
 */
export async function encode({file, inspection, files, report}: WayInput): Promise<WayResult> {
  await refuseCutOff(file);
  report.loading();
  const core = await loadCore();
  report.alive();

  const log = new FfmpegLog();
  const failed: FirstError = {error: undefined};
  core.FS.mkdir('/out');
  mountSource(core.FS, paths.source, file, () => report.alive(), failed);
  const flush = mountSink(core.FS, paths.segments, files.segments, failed);
  core.setLogger(({type, message}) => {
    if (type !== 'stdout') return log.log(message);
    const doneSeconds = log.progress(message);
    if (doneSeconds !== undefined) report.progress(doneSeconds, lengthOf(inspection.facts, log));
  });

  const exitCode = run(core, failed);
  if (failed.error !== undefined) throw asTranscodeError(failed.error);
  const failure = log.failure(exitCode);
  if (failure) throw failure;
  flush();
  const {segments: ranges} = readPlaylist(core.FS.readFile(paths.playlist, {encoding: 'utf8'}));
  // ffmpeg's own lengths leave out the last picture of an uneven film, and sound that goes on after it.
  const segments = measureSegments(
    ranges,
    scanFile(files.segments, ranges, () => report.alive()),
  );
  return {segments, claim: claimOf(inspection.facts, log)};
}

function run(core: FfmpegCore, failed: FirstError): number {
  try {
    return core.exec(...encodeArguments);
  } catch (error) {
    if (failed.error !== undefined) return 1;
    throw error;
  }
}

/** For progress. */
function lengthOf(facts: MediaFacts, log: FfmpegLog): number | undefined {
  return (facts.kind === 'known' ? facts.seconds : undefined) ?? log.source.seconds;
}

/** Both have looked at the file: what either has seen must be there. */
function claimOf(facts: MediaFacts, log: FfmpegLog): Claim {
  const known = facts.kind === 'known' ? facts : undefined;
  return {
    seconds: known?.seconds ?? (log.source.isGuess ? undefined : log.source.seconds),
    hasVideo: log.source.hasVideo || known?.video !== undefined,
    hasAudio: log.source.hasAudio || known?.audio !== undefined,
    videoFrames: undefined,
    audioFrames: undefined,
  };
}
