import {encodeArguments, paths} from './ffmpeg/arguments.ts';
import {loadCore, type FfmpegCore} from './ffmpeg/core.ts';
import {mountSink, mountSource, type FirstError} from './ffmpeg/files.ts';
import {FfmpegLog} from './ffmpeg/log.ts';
import {readPlaylist} from './hls/playlist.ts';
import type {MediaFacts} from './media-facts.ts';
import {asTranscodeError} from './transcode-error.ts';
import type {Claim, WayInput, WayResult} from './way.ts';

/**
 * Decodes anything ffmpeg reads and encodes it again; source and result are streamed, neither is held in memory.
 *
 * @throws TranscodeError with what ffmpeg's log says, in words.
 */
export async function encode({file, inspection, files, report}: WayInput): Promise<WayResult> {
  report.loading();
  const core = await loadCore();
  report.alive();

  const log = new FfmpegLog();
  const failed: FirstError = {error: undefined};
  core.FS.mkdir('/out');
  mountSource(core.FS, paths.source, file, () => report.alive(), failed);
  const flush = mountSink(core.FS, paths.segments, files.segments, failed);
  core.setLogger(({type, message}) => {
    if (type !== 'stdout') log.log(message);
    else report.progress(log.progress(message) ?? 0, log.source.seconds);
  });

  const exitCode = run(core, failed);
  if (failed.error !== undefined) throw asTranscodeError(failed.error);
  const failure = log.failure(exitCode);
  if (failure) throw failure;
  flush();
  const {segments} = readPlaylist(core.FS.readFile(paths.playlist, {encoding: 'utf8'}));
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

/** Both have looked at the file: what either has seen must be there. */
function claimOf(facts: MediaFacts, log: FfmpegLog): Claim {
  const known = facts.kind === 'known' ? facts : undefined;
  return {
    seconds: known?.seconds ?? log.source.seconds,
    hasVideo: log.source.hasVideo || known?.video !== undefined,
    hasAudio: log.source.hasAudio || known?.audio !== undefined,
    videoFrames: undefined,
    audioSeconds: undefined,
  };
}
