import {writeAll} from './byte-sink.ts';
import {writePlaylist} from './hls/playlist.ts';
import {inspect} from './inspect.ts';
import {plan} from './plan.ts';
import type {MadeRendition, TakenWay, TranscodeCommand, TranscodeFailureCode, Way} from './protocol.ts';
import {closeRendition, createRendition, emptyRendition, type RenditionFiles} from './rendition-files.ts';
import {asTranscodeError, TranscodeError} from './transcode-error.ts';
import {validate} from './validate.ts';
import type {Report, WayInput, WayResult} from './way.ts';

/** Each way is loaded when it is taken: most films never need ffmpeg. */
const ways: Readonly<Record<Way, () => Promise<(input: WayInput) => Promise<WayResult>>>> = {
  repackage: async () => (await import('./repackage.ts')).repackage,
  webcodecs: async () => (await import('./webcodecs.ts')).webcodecs,
  encode: async () => (await import('./encode.ts')).encode,
};

/** After these the next way cannot do better: the file or the device is at fault, not the way. */
const finalCodes: ReadonlySet<TranscodeFailureCode> = new Set([
  'media-corrupt',
  'media-none',
  'storage-full',
  'source-missing',
]);

/**
 * Makes a rendition: tries the ways that suit the file, fastest first, and checks what each one made.
 *
 * @throws TranscodeError of the last way, when none was right.
 */
export async function climb(
  command: TranscodeCommand,
  report: Report,
  onWay: (taken: TakenWay) => void,
): Promise<MadeRendition> {
  const {file} = command;
  if (file.size === 0) throw new TranscodeError('media-none', 'The file is empty.');
  const inspection = await inspect(file);
  const files = await createRendition(command.uuid, command.identifier);
  try {
    let lastFailure: TranscodeError | undefined;
    let instead: Omit<TakenWay, 'way'> = {};
    for (const {way, refusal} of plan(inspection.facts, command.avoid)) {
      if (refusal !== undefined) {
        instead = {why: refusal};
        continue;
      }
      onWay({way, ...instead});
      try {
        const make = await ways[way]();
        const result = await make({file, inspection, files, report});
        return finish(files, result, way, report);
      } catch (error) {
        lastFailure = asTranscodeError(error);
        if (finalCodes.has(lastFailure.code)) throw lastFailure;
        instead = {why: 'failed', message: lastFailure.message};
        emptyRendition(files);
      }
    }
    throw lastFailure ?? new TranscodeError('media-unsupported', 'There is no way to transcode this file.');
  } finally {
    closeRendition(files);
  }
}

function finish(files: RenditionFiles, result: WayResult, way: Way, report: Report): MadeRendition {
  const playlist = new TextEncoder().encode(writePlaylist(files.segmentsName, result.segments));
  writeAll(files.playlist, playlist, 0);
  const durationSeconds = validate(files, result.claim, () => report.alive());
  return {
    playlistName: files.playlistName,
    segmentsName: files.segmentsName,
    playlistBytes: playlist.length,
    segmentsBytes: files.segments.getSize(),
    durationSeconds,
    way,
  };
}
