import {JoinError} from './copy/stream-writer.ts';
import {hasThreads} from './ffmpeg/threads.ts';
import {inspect, type Inspection} from './inspect.ts';
import type {Checkpoint, MadeTop} from './journal.ts';
import {checkStream, Outputs, WantedSizes, type Made} from './outputs.ts';
import {copiesPictures, isTold, plan, planSmaller, type Choice} from './plan.ts';
import type {MadeRendition, MadeSubtitles, TakenWay, TranscodeCommand, TranscodeFailureCode, Way} from './protocol.ts';
import {RenditionFolder} from './rendition-files.ts';
import type {Reporter} from './reporter.ts';
import {keepSubtitles} from './subtitles.ts';
import {asTranscodeError, TranscodeError} from './transcode-error.ts';
import {variantSizes, type PictureSize} from './variants.ts';
import type {WayInput, WayResult} from './way.ts';
import {displaySizeOf} from './webcodecs/video-quality.ts';
import {writePlaylists} from './write-playlists.ts';

type Make = (input: WayInput) => Promise<readonly WayResult[]>;

/** Each way is loaded when it is taken: most films never need ffmpeg. */
const ways: Readonly<Record<Way, () => Promise<Make>>> = {
  repackage: async () => {
    const {repackage} = await import('./repackage.ts');
    return async (input) => [await repackage(input)];
  },
  webcodecs: async () => (await import('./webcodecs.ts')).webcodecs,
  'encode-sound': async () => (await import('./encode.ts')).encodeSound,
  'encode-threads': async () => (await import('./encode.ts')).encodeOnCores,
  encode: async () => (await import('./encode.ts')).encode,
};

/** After these the next way cannot do better: the file or the device is at fault, not the way. */
const finalCodes: ReadonlySet<TranscodeFailureCode> = new Set([
  'media-corrupt',
  'media-none',
  'storage-full',
  'source-missing',
]);

/** Smaller sizes are encoded; the largest one, made before them, seldom is. */
const SHARE_OF_TOP = 0.1;

/** One film on its way. */
interface Run {
  readonly command: TranscodeCommand;
  readonly folder: RenditionFolder;
  readonly inspection: Inspection;
  readonly report: Reporter;
  readonly onWay: (taken: TakenWay) => void;
  readonly sizes: WantedSizes;
}

/**
 * Makes a rendition: tries the ways that suit the file, fastest first, and checks what each one made. What an earlier
 * run has left half made is gone on with.
 *
 * Where several sizes are wanted and the pictures can stay as they are, the largest size is made first, like any film;
 * the smaller ones are then cut where it is cut. Otherwise all come from one run of a way.
 *
 * @param leaving Lets go of the files at once: whatever is still at work fails.
 * @throws TranscodeError of the last way, when none was right.
 */
export async function climb(
  command: TranscodeCommand,
  report: Reporter,
  onWay: (taken: TakenWay) => void,
  leaving: AbortSignal,
): Promise<MadeRendition> {
  const {file} = command;
  if (file.size === 0) throw new TranscodeError('media-none', 'The file is empty.');
  const inspection = await inspect(file);
  const folder = await RenditionFolder.open(command.uuid, command.identifier);
  leaving.addEventListener('abort', () => folder.close(), {once: true});
  try {
    const checkpoint = await folder.resume(file.size);
    const sizes = new WantedSizes(checkpoint?.sizes ?? (await sizesOf(command, inspection)));
    const run: Run = {command, folder, inspection, report, onWay, sizes};
    const isTopFirst = sizes.known.length > 0 && copiesPictures(inspection.facts);
    const made = isTopFirst ? await makeTopFirst(run, checkpoint) : await makeAtOnce(run, checkpoint);
    const subtitles = await keepSubtitles(file, command.identifier, folder, report);
    const rendition = withSubtitles(await writePlaylists(folder, sizes.known, made), subtitles);
    folder.close();
    await folder.tidy(new Set((rendition.more ?? []).map(({name}) => name)));
    return rendition;
  } catch (error) {
    folder.close();
    throw error;
  }
}

async function makeAtOnce(run: Run, checkpoint: Checkpoint | undefined): Promise<readonly Made[]> {
  const choices = plan(run.inspection.facts, {threads: hasThreads()}, run.command.avoid);
  return await tryWays(run, choices, {checkpoint, isAll: true});
}

/** Whatever is wrong with the smaller sizes, the largest one alone is a good rendition too. */
async function makeTopFirst(run: Run, checkpoint: Checkpoint | undefined): Promise<readonly Made[]> {
  const {command, inspection, report, onWay} = run;
  const [top] = checkpoint?.top ? [topAgain(run, checkpoint.top)] : await makeTop(run, checkpoint);
  if (!top) return [];
  const goneOnWith = checkpoint?.top ? checkpoint : undefined;
  if (!goneOnWith) noteTop(run, top);
  report.part(SHARE_OF_TOP, 1);
  try {
    const choices = planSmaller(inspection.facts, {threads: hasThreads()}, command.avoid);
    return [top, ...(await tryWays(run, choices, {checkpoint: goneOnWith, top}))];
  } catch (error) {
    onWay({way: top.way, why: 'sizes-failed', message: asTranscodeError(error).message});
    return [top];
  }
}

/** An earlier run has made it. */
function topAgain({folder: {files}, report}: Run, {way, ...result}: MadeTop): Made {
  return {way, files, result, checked: checkStream(files, result, () => report.alive())};
}

/** From now on it need not be made again. */
function noteTop({command, folder, sizes}: Run, {way, result}: Made): void {
  const top = {...result, way};
  const checkpoint = {sourceBytes: command.file.size, taken: {way}, sizes: sizes.known, top, states: []};
  folder.journal.write(checkpoint, folder.files.segments);
}

async function makeTop(run: Run, checkpoint: Checkpoint | undefined): Promise<readonly Made[]> {
  run.report.part(0, SHARE_OF_TOP);
  const choices = plan(run.inspection.facts, {threads: hasThreads()}, run.command.avoid);
  return await tryWays(run, choices, {checkpoint});
}

interface Climb {
  readonly checkpoint: Checkpoint | undefined;
  /** All sizes are to be made. */
  readonly isAll?: boolean;
  /** The largest size: those below are to be made. */
  readonly top?: Made;
}

async function tryWays(
  run: Run,
  choices: readonly Choice[],
  {checkpoint, isAll, top}: Climb,
): Promise<readonly Made[]> {
  const {folder, inspection, report, onWay, sizes} = run;
  const {file} = run.command;
  const madeTop = top && {...top.result, way: top.way};
  let goOn = checkpoint && checkpoint.states.length > 0 ? checkpoint : undefined;
  let lastFailure: TranscodeError | undefined;
  let instead: Omit<TakenWay, 'way'> = top ? {why: 'sizes'} : {};
  const beginAnew = () => {
    folder.empty(top?.result);
    if (top) noteTop(run, top);
    goOn = undefined;
  };
  if (goOn && !choices.some(({way, refusal}) => way === goOn?.taken.way && refusal === undefined)) beginAnew();
  for (const {way, refusal} of choices) {
    if (goOn && goOn.taken.way !== way) continue;
    if (refusal !== undefined) {
      if (isTold(refusal)) instead = {why: refusal};
      continue;
    }
    const taken: TakenWay = goOn?.taken ?? {way, ...instead};
    const outputs = new Outputs(folder, sizes, top);
    try {
      const make = await ways[way]();
      const input: WayInput = {
        file,
        inspection,
        report,
        files: folder.files,
        onSegment: (states) => {
          const checkpoint = {sourceBytes: file.size, taken, sizes: sizes.known, top: madeTop, states};
          folder.journal.write(checkpoint, outputs);
          report.kept();
        },
        ...((isAll || top) && !sizes.isOne && {several: outputs.several}),
      };
      onWay(taken);
      const results = await goOnOrBegin(make, input, goOn, beginAnew);
      return outputs.check(results, way, () => report.alive());
    } catch (error) {
      lastFailure = asTranscodeError(error);
      if (finalCodes.has(lastFailure.code)) throw lastFailure;
      instead = {why: 'failed', message: lastFailure.message};
      beginAnew();
    }
  }
  throw lastFailure ?? new TranscodeError('media-unsupported', 'There is no way to transcode this file.');
}

/** Whatever keeps a half-made film from being gone on with, it can still be made from its beginning. */
async function goOnOrBegin(
  make: Make,
  input: WayInput,
  checkpoint: Checkpoint | undefined,
  beginAnew: () => void,
): Promise<readonly WayResult[]> {
  if (!checkpoint) return await make(input);
  try {
    return await make({...input, resume: checkpoint.states});
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    beginAnew();
    return await make(input);
  }
}

/** `undefined`: that is for a way to say, which knows the pictures. */
async function sizesOf(
  {severalSizes}: TranscodeCommand,
  {facts, video}: Inspection,
): Promise<readonly PictureSize[] | undefined> {
  if (!severalSizes) return [];
  if (facts.kind === 'unknown') return undefined;
  return video ? variantSizes(await displaySizeOf(video), copiesPictures(facts)) : [];
}

function withSubtitles(rendition: MadeRendition, made: readonly MadeSubtitles[]): MadeRendition {
  if (made.length === 0) return rendition;
  return {
    ...rendition,
    more: [...(rendition.more ?? []), ...made.map(({name, bytes}) => ({name, bytes}))],
    subtitles: made.map(({bytes: _bytes, ...track}) => track),
  };
}
