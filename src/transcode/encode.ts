import {InStep} from './copy/in-step.ts';
import {StreamSound} from './copy/stream-sound.ts';
import {cutSecondsOf, JoinError, type StreamWriter} from './copy/stream-writer.ts';
import {refuseCutOff} from './cut-off.ts';
import {encodedOrder, encodeRun, lookArguments, paths} from './ffmpeg/arguments.ts';
import {keepThreads, loadCore, type CoreKind, type FfmpegCore} from './ffmpeg/core.ts';
import {coresInUse, threadsToKeep} from './ffmpeg/threads.ts';
import {mountSink, mountSource, type FirstError} from './ffmpeg/files.ts';
import {FfmpegLog} from './ffmpeg/log.ts';
import {StreamIntake, type OtherSound} from './ffmpeg/stream-intake.ts';
import {copyOf} from './repackage.ts';
import type {DisplayOrder} from './ts/decode-clock.ts';
import type {MediaFacts} from './media-facts.ts';
import {asTranscodeError, TranscodeError} from './transcode-error.ts';
import type {PictureSize} from './variants.ts';
import type {Claim, WayInput, WayResult} from './way.ts';
import {displaySizeOf} from './webcodecs/video-quality.ts';

/**
 * Decodes anything ffmpeg reads and encodes it again, in one size or in several; source and result are streamed,
 * neither is held in memory.
 *
 * @throws TranscodeError with what ffmpeg's log says, in words.
 * @throws JoinError when it cannot be gone on from `resume`.
 */
export async function encode(input: WayInput): Promise<readonly WayResult[]> {
  return await encodeBy('one-thread', input);
}

/** {@link encode} on several cores. Where threads are known not to work it must not be called: it stands still then. */
export async function encodeOnCores(input: WayInput): Promise<readonly WayResult[]> {
  return await encodeBy('threads', input);
}

/** Copies the pictures and encodes the sound. */
export async function encodeSound(input: WayInput): Promise<readonly WayResult[]> {
  const {video} = input.inspection;
  return await encodeBy('one-thread', input, video && (await copyOf(video)).order);
}

/** @param copied How the pictures are shuffled, if they are to stay as they are. */
async function encodeBy(kind: CoreKind, input: WayInput, copied?: DisplayOrder): Promise<readonly WayResult[]> {
  const {file, inspection, files, report, resume, several} = input;
  await refuseCutOff(file);
  report.loading();
  const core = await loadCore(kind);
  report.alive();

  const failed: FirstError = {error: undefined};
  core.FS.mkdir(paths.folder);
  mountSource(core.FS, paths.source, file, () => report.alive(), failed);
  const size = several && ((await sizeOfKnown(inspection)) ?? look(core, failed));
  const sized = several && size ? await several.open(size) : [];
  const cores = kind === 'threads' ? coresInUse() : 1;
  keepThreads(core, threadsToKeep(cores, sized.length));
  const like = several?.top && {...several.top.timeline, segments: several.top.segments};
  const run = encodeRun({
    pictures: copied ? 'copy' : {threads: cores, isHdr: isHdr(inspection.facts)},
    sizes: sized.map((output) => output.size),
    resume,
    keysAt: like && cutSecondsOf(like, like.segments),
  });
  const outputs = sized.length > 0 ? sized : [files];
  const inStep = new InStep(outputs.length, input.onSegment);
  const intakes: StreamIntake[] = [];
  for (const [index, {segments}] of outputs.entries()) {
    const options = {
      onSegment: inStep.takeFrom(index),
      resume: resume?.[index],
      baseSeconds: run.baseSeconds,
      order: copied ?? encodedOrder,
      ...(like && {like}),
    };
    intakes.push(new StreamIntake(segments, options, otherSound(input, intakes[0])));
  }
  const log = new FfmpegLog();
  for (const [index, intake] of intakes.entries()) {
    const take = (bytes: Uint8Array) => {
      intake.push(bytes);
      const end = intake.writer?.end;
      if (end !== undefined) report.progress(end, lengthOf(inspection.facts, log));
    };
    mountSink(core.FS, paths.output(index), take, failed);
  }
  listen(core, log);
  if (resume) report.resumed(resume[0]?.video?.nextAt ?? resume[0]?.audio?.nextAt ?? 0);

  const exitCode = exec(core, run.arguments, failed);
  if (failed.error instanceof JoinError) throw failed.error;
  if (failed.error !== undefined) throw asTranscodeError(failed.error);
  const failure = log.failure(exitCode);
  if (failure) throw failure;
  for (const intake of intakes) intake.finish();
  return intakes.map(({writer}) => {
    if (!writer) throw new TranscodeError('media-none', 'There is neither a picture nor a sound in this file.');
    return {
      segments: writer.finish(),
      claim: claimOf(inspection.facts, log, writer),
      timeline: writer.timeline,
    };
  });
}

/** Where a stream takes its sound from, if not from what ffmpeg writes into it. @param first The one that ffmpeg gives the sound. */
function otherSound({files, several, resume}: WayInput, first: StreamIntake | undefined): OtherSound | undefined {
  if (!several?.top) return first && {kind: 'beside', intake: first};
  const {claim, segments, timeline} = several.top;
  const from = segments[(resume?.[0]?.segments.length ?? 1) - 1];
  return {kind: 'made', sound: claim.hasAudio ? new StreamSound(files.segments, timeline.shift, from) : undefined};
}

/** The size of the pictures, by what ffmpeg says of the source. */
function look(core: FfmpegCore, failed: FirstError): PictureSize | undefined {
  const log = new FfmpegLog();
  listen(core, log);
  exec(core, lookArguments, failed);
  return log.source.size;
}

async function sizeOfKnown({video}: WayInput['inspection']): Promise<PictureSize | undefined> {
  return video && (await displaySizeOf(video));
}

function listen(core: FfmpegCore, log: FfmpegLog): void {
  core.setLogger(({type, message}) => {
    if (type === 'stdout') log.progress(message);
    else log.log(message);
  });
}

function exec(core: FfmpegCore, args: readonly string[], failed: FirstError): number {
  try {
    return core.exec(...args);
  } catch (error) {
    if (failed.error !== undefined) return 1;
    throw error;
  }
}

function isHdr(facts: MediaFacts): boolean {
  return facts.kind === 'known' && facts.video?.isHdr === true;
}

/** For progress. */
function lengthOf(facts: MediaFacts, log: FfmpegLog): number | undefined {
  return (facts.kind === 'known' ? facts.seconds : undefined) ?? log.source.seconds;
}

/** Both have looked at the file: what either has seen must be there. */
function claimOf(facts: MediaFacts, log: FfmpegLog, {frames}: StreamWriter): Claim {
  const known = facts.kind === 'known' ? facts : undefined;
  return {
    seconds: known?.seconds ?? (log.source.isGuess ? undefined : log.source.seconds),
    hasVideo: log.source.hasVideo || known?.video !== undefined,
    hasAudio: log.source.hasAudio || known?.audio !== undefined,
    videoFrames: frames.video,
    audioFrames: frames.audio,
  };
}
